"""A family's letter in both languages."""

import re
from dataclasses import replace

from citycompact.enrollment.letter import _BUILT_IN, _WORDS, Outcome, letter

MISSED = {
    "choice_rank": 1,
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
    for words in (_WORDS, _BUILT_IN):
        assert words["en"].keys() == words["es"].keys()
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
