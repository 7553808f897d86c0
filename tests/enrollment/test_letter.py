"""A family's letter in both languages."""

import re
from dataclasses import replace

import pytest

from citycompact.city.tables import WAYS
from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, check, decide, explain
from citycompact.enrollment.letter import _BUILT_IN, _FACTS, _WORDS, Outcome, letter
from citycompact.enrollment.rule_words import WORDS as RULE_WORDS
from citycompact.words import LANGUAGES
from small_cities import town

MISSED = {
    "choice_rank": 1,
    "program_id": "H",
    "program_name": "Harbor High",
    "reason": "seats_filled",
    "seats": 1022,
    "admitted": "1012 zone, 10 everyone",
    "own_group": "everyone",
    "own_place": 91,
    "own_score": None,
    "cutoff_group": "everyone",
    "cutoff_place": 40,
    "cutoff_score": None,
    "waitlist_position": 7,
}


def outcome(**more):
    return Outcome(
        "A7", "Lakeview High", 2, "ab" * 32, 91, 100, "the seed", [MISSED], {"zone": "in the zone"}, **more
    )


def test_both_languages_say_the_same_things():
    for words in (_WORDS, _BUILT_IN, _FACTS):
        assert words["en"].keys() == words["es"].keys()
    for way in set(WAYS) - {"self"}:
        # Said as the rules say it; of their own word families hear as theirs.
        assert RULE_WORDS[f"way.{way}"].keys() == set(LANGUAGES)
    for key, english in _WORDS["en"].items():
        assert sorted(re.findall(r"\{(\w+)", english)) == sorted(re.findall(r"\{(\w+)", _WORDS["es"][key])), (
            key
        )


def test_the_letter_names_seat_reason_cutoff_waitlist_and_how_to_check_the_number():
    text = letter(outcome(), "en")
    for words in (
        "Lakeview High",
        "choice number 2",
        "All 1022 seats",
        "1,012 in the zone, 10 no priority",
        "lottery place 40",
        "number 7 on its waitlist",
        "ab" * 32,
        "place 91 of 100",
        "“the seed|A7”",
    ):
        assert words in text


def test_the_spanish_letter_is_in_spanish():
    text = letter(outcome(), "es")
    assert "Tiene un lugar en Lakeview High" in text
    assert "10 sin prioridad" in text
    assert "Your" not in text


def test_where_seats_do_not_go_by_place_nobody_is_said_to_have_come_first():
    """Under top trading cycles a child with a worse place may hold the seat: the letter must not deny it."""
    for language, said, denied in (
        ("en", "All 1022 seats were taken when it was your turn", ("came first", "last one admitted")),
        ("es", "ya estaban ocupados cuando llegó su turno", ("estaban antes", "última persona admitida")),
    ):
        text = letter(outcome(by_place=False), language)
        assert said in text
        assert all(words not in text for words in denied)
        assert "91" in text


def test_a_number_that_decided_nothing_is_not_given_as_the_one_to_check():
    for language in ("en", "es"):
        text = letter(outcome(number_per_program=True), language)
        assert "ab" * 32 not in text
        assert "91 of 100" not in text
        assert "the seed|A7|program" in text


def test_a_weight_is_said_where_the_hash_alone_does_not_give_the_place():
    assert "weigh more" in letter(outcome(weighted=True), "en")
    assert "pesan más" in letter(outcome(weighted=True), "es")
    assert "weigh" not in letter(outcome(), "en")


def test_a_letter_counts_no_group_where_one_is_small_since_the_others_would_give_it_away():
    for admitted, english, spanish in (
        (
            "35 guaranteed, 9 iep",
            "(guaranteed seat, student with an IEP)",
            "(lugar garantizado, estudiante con IEP)",
        ),
        ("1 everyone", "(no priority)", "(sin prioridad)"),
        ("10 guaranteed, 10 iep", "(10 guaranteed seat, 10 student with an IEP)", "10 estudiante con IEP"),
        ("", "(-)", "(-)"),
    ):
        told = replace(outcome(), missed=[{**MISSED, "admitted": admitted}])
        assert english in letter(told, "en")
        assert spanish in letter(told, "es")


RULES = EnrollmentRules.model_validate(
    {
        "groups": {
            "near": {"kind": "zone"},
            "here": {"kind": "current_school"},
            "sibling": {"kind": "sibling_attending"},
            "parent_works_here": {
                "kind": "fact",
                "column": "parent_works_here",
                "values": ["true"],
                "labels": {"en": "a parent works here", "es": "un padre o madre trabaja aquí"},
            },
        },
        "priorities": {"default": ["parent_works_here", "low_income", "near", "here", "sibling"]},
        "verification": {"low_income": ["agency", "document"]},
    }
)


def stating(**verified):
    """One child who states everything that is rewarded; of each fact the way in which it was verified."""
    child = {
        "applicant_id": "a",
        "grade": "K",
        "zone": "Z",
        "current_school_id": "Sp",
        "low_income": True,
        "parent_works_here": True,
        "english_learner": True,
    }
    claims = [{"applicant_id": "a", "school_id": "Sp", "claim": "sibling", "verified": False}]
    rows = [{"applicant_id": "a", "fact": fact, "how": how} for fact, how in verified.items()]
    facts = town({"a": ["p"]}, {"p": 1}, applicants=[child], claims=claims, verifications=rows)
    return facts, decide(facts, RULES, Draw("s"))


def uncounted(facts, result, language):
    """Lines of the letter on what was stated and did not count."""
    lines = list(explain(facts, result, "a", language))
    said = _WORDS[language]["unverified"]
    if said not in lines:
        return []
    first = lines.index(said) + 1
    return [line.strip() for line in lines[first : lines.index("", first)]]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [
                "your address: nobody has confirmed it.",
                "your present school: nobody has confirmed it.",
                "low income: nobody has confirmed it.",
                "a parent works here: nobody has confirmed it.",
                "a brother or sister at the school, School p: nobody has confirmed it.",
            ],
        ),
        (
            "es",
            [
                "su dirección: nadie lo ha confirmado.",
                "su escuela actual: nadie lo ha confirmado.",
                "bajos ingresos: nadie lo ha confirmado.",
                "un padre o madre trabaja aquí: nadie lo ha confirmado.",
                "un hermano o hermana en la escuela, School p: nadie lo ha confirmado.",
            ],
        ),
    ],
)
def test_the_letter_says_what_did_not_count_since_nobody_confirmed_it(language, expected):
    # That the child learns English is rewarded by no rule, so it makes no difference.
    assert uncounted(*stating(), language) == expected


@pytest.mark.parametrize(
    ("how", "english", "spanish"),
    [
        ("roster", "A school's roster does not confirm it", "El registro de una escuela no lo confirma"),
        ("school", "A school's word does not confirm it", "La palabra de una escuela no lo confirma"),
        ("self", "Your own word does not confirm it", "Su propia palabra no lo confirma"),
    ],
)
def test_the_letter_says_where_the_signed_rules_do_not_accept_the_way(how, english, spanish):
    told = stating(low_income=how)
    assert f"low income: {english} under the signed rules." in uncounted(*told, "en")
    assert f"bajos ingresos: {spanish} según las reglas firmadas." in uncounted(*told, "es")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_counted_is_not_said_to_have_counted_for_nothing(language):
    counted = {"address": "document", "low_income": "agency", "parent_works_here": "school"}
    assert len(uncounted(*stating(**counted), language)) == 2
    (claim,) = uncounted(*stating(**counted, current_school_id="roster"), language)
    assert "School p" in claim


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The priority for that could not be given to you"),
        ("es", "No se le pudo dar la prioridad por ello"),
    ],
)
def test_the_letter_says_where_the_priority_of_a_placed_sibling_could_not_be_given(language, said):
    assert said in letter(outcome(uncounted=frozenset({"H"})), language)
    assert said not in letter(outcome(uncounted=frozenset({"elsewhere"})), language)
    assert said not in letter(outcome(), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_family_is_told_where_its_own_priorities_have_no_result_that_agrees_with_them(language):
    """Two siblings and one seat: whoever has it brings the other one in, and so loses it."""
    people = [{"applicant_id": a, "grade": "K", "family_id": "F"} for a in "ab"]
    facts = town({"a": ["p"], "b": ["p"]}, {"p": 1}, applicants=people)
    rules = EnrollmentRules.model_validate(
        {"groups": {"offered": {"kind": "sibling_offered"}}, "priorities": {"default": ["offered"]}}
    )
    result = decide(facts, rules, Draw("s"))
    assert not result.values["siblings"]["fixed_point"]
    assert check(facts, rules, result).holds
    for who, program in result.tables["assignments"].select("applicant_id", "program_id").iter_rows():
        told = "\n".join(explain(facts, result, who, language))
        assert (_WORDS[language]["uncounted"] in told) == (program is None), who


@pytest.mark.parametrize(
    ("language", "changed", "said"),
    [
        ("en", 0, "No child's record in the match has changed."),
        ("en", 1, "The record of one child in the match has changed."),
        ("en", 1234, "The records of 1,234 children in the match have changed."),
        ("es", 0, "No ha cambiado el registro de ningún niño en la asignación."),
        ("es", 1, "Ha cambiado el registro de un niño en la asignación."),
        ("es", 1234, "Han cambiado los registros de 1,234 niños en la asignación."),
    ],
)
def test_a_corrected_result_is_never_said_to_have_been_sealed_before_the_draw(language, changed, said):
    told = outcome(corrected_at="2027-03-16T14:05", changed=changed)
    for one in (told, replace(told, number_per_program=True)):
        text = letter(one, language)
        assert said in text
        day = {"en": "on March 16, 2027, 2:05 PM", "es": "el 16 de marzo de 2027, 2:05 p"}[language]
        assert day in text
        assert _WORDS[language]["sealed"] not in text
    assert _WORDS[language]["sealed"] in letter(outcome(committed_before=True), language)
    start = _WORDS[language]["corrected"].partition(",")[0]
    assert start not in letter(outcome(), language) + letter(outcome(committed_before=True), language)
