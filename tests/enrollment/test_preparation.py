"""Facts turned into a market: who may go where, and what is refused before anything is drawn."""

import pytest

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, decide, prepare
from citycompact.enrollment import preparation as module
from citycompact.facts import FactsError
from small_cities import city, town, verified


def rules(**content):
    return EnrollmentRules.model_validate(content)


def test_more_choices_than_the_rulebook_allows_are_refused_with_every_applicants_id():
    facts = town({"a": ["p", "q"], "b": ["p"], "c": ["q", "p"]}, {"p": 1, "q": 1})
    with pytest.raises(FactsError, match="applicant a lists 2 programs; the rulebook allows 1") as caught:
        prepare(facts, rules(choices={"maximum": 1}), "s")
    assert [problem.value for problem in caught.value.problems] == ["a", "c"]
    assert len(prepare(facts, rules(choices={"maximum": 2}), "s").pairs) == 5


def test_a_seat_by_right_does_not_count_as_a_choice():
    people = [{"applicant_id": "a", "grade": "K", "current_school_id": "Sq"}]
    facts = verified(town({"a": ["p"]}, {"p": 1, "q": 1}, applicants=people))
    agreed = rules(choices={"maximum": 1}, guarantees=[{"kind": "current_school"}])
    pairs = prepare(facts, agreed, "s").pairs
    assert pairs.rank.tolist() == [1, 2]
    assert pairs.guaranteed.tolist() == [False, True]


def test_a_program_open_to_a_group_takes_nobody_else():
    facts = town(
        {"a": ["p"], "b": ["p"]},
        {"p": 2},
        programs=[{"program_id": "p", "school_id": "Sp", "grade": "K", "seats": 2, "open_to": "iep"}],
        applicants=[
            {"applicant_id": "a", "grade": "K", "iep": True},
            {"applicant_id": "b", "grade": "K", "iep": False},
        ],
    )
    result = decide(verified(facts), rules(), Draw("s"))
    assert result.tables["assignments"]["program_id"].to_list() == ["p", None]
    assert result.tables["waitlists"].is_empty()
    # Nobody has confirmed it, so nobody is in the group.
    unconfirmed = decide(facts, rules(), Draw("s"))
    assert unconfirmed.tables["assignments"]["program_id"].to_list() == [None, None]


def selective(score, **person):
    """One child at a program with a minimum score of 60."""
    program = {"program_id": "p", "school_id": "Sp", "grade": "K", "seats": 1, "min_score": 60.0}
    scores = [] if score is None else [{"applicant_id": "a", "program_id": "p", "score": score}]
    people = [{"applicant_id": "a", "grade": "K", **person}]
    return town({"a": ["p"]}, {"p": 1}, programs=[program], scores=scores, applicants=people)


@pytest.mark.parametrize(("score", "program"), [(59.9, None), (60.0, "p"), (None, None)])
def test_a_minimum_score_is_a_minimum(score, program):
    result = decide(selective(score), rules(), Draw("s"))
    assert result.tables["assignments"]["program_id"].to_list() == [program]


def test_who_has_a_right_to_the_seat_needs_no_score():
    facts = verified(selective(None, current_school_id="Sp"))
    result = decide(facts, rules(guarantees=[{"kind": "current_school"}]), Draw("s"))
    assert result.tables["assignments"]["program_id"].to_list() == ["p"]


def test_a_hard_reserve_stays_empty_rather_than_take_an_outsider():
    def placed(hard):
        facts = town(
            {"a": ["p"], "b": ["p"]},
            {"p": 2},
            applicants=[{"applicant_id": x, "grade": "K", "iep": x == "a"} for x in "ab"],
            reserves=[{"program_id": "p", "position": 1, "group": "iep", "seats": 2, "hard": hard}],
        )
        return decide(verified(facts), rules(), Draw("s")).tables["assignments"]["program_id"].to_list()

    assert placed(True) == ["p", None]
    assert placed(False) == ["p", "p"]


def test_an_applicant_in_several_groups_has_the_highest_of_their_weights():
    people = [
        {"applicant_id": "a", "grade": "K", "iep": True, "poor": True},
        {"applicant_id": "b", "grade": "K", "iep": False, "poor": True},
        {"applicant_id": "c", "grade": "K", "iep": False, "poor": False},
    ]
    facts = verified(town({x: ["p"] for x in "abc"}, {"p": 1}, applicants=people))
    for weights in ({"iep": 3.0, "poor": 0.5}, {"poor": 0.5, "iep": 3.0}):
        prepared = prepare(facts, rules(lottery={"weights": weights}), "s")
        assert prepared.chance.weight.tolist() == [3.0, 0.5, 1.0]


def test_nothing_is_drawn_without_a_seed():
    facts = town({"a": ["p"]}, {"p": 1}, lottery=[{"applicant_id": "a", "program_id": None, "number": 1}])
    with pytest.raises(ValueError, match="a seed is needed"):
        prepare(town({"a": ["p"]}, {"p": 1}), rules(), None)
    assert prepare(facts, rules(), None, replayed=True).chance.numbers() == ["1"]
    with pytest.raises(FactsError, match="this round draws its own"):
        prepare(facts, rules(), None)


def test_other_rules_or_another_seed_are_never_answered_with_what_was_prepared_before():
    facts = town({"a": ["p"], "b": ["p"], "c": ["p"]}, {"p": 1})
    first = prepare(facts, rules(), "s")
    assert prepare(facts, rules(), "s") is first
    assert prepare(facts, rules(), "t").chance.numbers() != first.chance.numbers()
    assert prepare(facts, rules(choices={"maximum": 1}), "s") is not first


def test_trading_cycles_stand_everyone_at_every_program_of_the_grade_and_no_other():
    agreed = rules(mechanism={"name": "top_trading_cycles"})
    facts = city(
        schools=[{"school_id": "S", "name": "S", "operator_id": "d"}],
        programs=[
            {"program_id": f"P{n}", "school_id": "S", "grade": g, "seats": 1} for n, g in enumerate("KK6")
        ],
        applicants=[{"applicant_id": "a", "grade": "K"}, {"applicant_id": "b", "grade": "6"}],
        choices=[{"applicant_id": "a", "rank": 1, "program_id": "P1"}],
    )
    pairs = prepare(facts, agreed, "s").pairs
    found = list(zip(pairs.applicant.tolist(), pairs.program.tolist(), pairs.rank.tolist(), strict=True))
    assert found == [(0, 1, 1), (0, 0, 0), (1, 2, 0)]


def test_a_city_too_large_for_trading_cycles_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(module, "UNLISTED_LIMIT", 3)
    facts = town({"a": ["p"], "b": ["p"]}, {"p": 1, "q": 1})
    with pytest.raises(FactsError, match="top trading cycles needs every applicant's place") as caught:
        prepare(facts, rules(mechanism={"name": "top_trading_cycles"}), "s")
    assert "grade by grade" in caught.value.problems[0].mend
    assert len(prepare(facts, rules(), "s").pairs) == 2
