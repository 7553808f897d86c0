"""Recorded numbers and priorities: of a replay alone, but where signed rules name a program."""

import pytest

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, check, decide, letter
from citycompact.enrollment.explain import outcome_of
from citycompact.facts import FactsError
from small_cities import town

LISTS = {"a": ["p", "q"], "b": ["p", "q"], "c": ["p"]}
SEATS = {"p": 1, "q": 1}


def rules(*programs):
    return EnrollmentRules.model_validate({"priorities": {"ordered_by_list": programs}})


def with_places(*places):
    rows = [{"applicant_id": a, "program_id": p, "priority": n} for a, p, n in places]
    return town(LISTS, SEATS, priorities=rows)


def test_a_place_in_line_that_somebody_wrote_down_is_refused_with_its_program():
    facts = with_places(("c", "p", 1), ("b", "q", 1))
    with pytest.raises(FactsError, match=r"priorities.csv.*gives 1 places in line at q"):
        decide(facts, rules("p"), Draw("s"))
    with pytest.raises(FactsError, match="at p, q"):
        decide(facts, EnrollmentRules(), Draw("s"))


def test_a_recorded_number_is_refused_where_numbers_are_drawn():
    facts = town(LISTS, SEATS, lottery=[{"applicant_id": "a", "number": 1}])
    with pytest.raises(FactsError, match=r"lottery.csv.*has 1 recorded numbers"):
        decide(facts, rules("p"), Draw("s"))


@pytest.mark.parametrize("seed", ["s", "t", "u", "v"])
def test_a_list_that_signed_rules_name_orders_its_program_under_every_draw_and_is_counted(seed):
    facts = with_places(("c", "p", 1), ("b", "p", 2))
    result = decide(facts, rules("p"), Draw(seed))
    assert dict(result.tables["assignments"].select("applicant_id", "program_id").iter_rows())["c"] == "p"
    assert result.values["placed_by_list"] == {"p": 1}
    assert check(facts, rules("p"), result).holds
    for language, words in (("en", "in the order of a list"), ("es", "en el orden de una lista")):
        told = letter(outcome_of(result, facts.programs_with_schools(), "b", language), language)
        assert words in told
        # One place is a small number, and every family gets this letter.
        assert "10" in told


def test_who_stands_on_no_list_is_not_counted():
    facts = with_places(("b", "p", 7))
    result = decide(facts, rules("p"), Draw("s"))
    at_p = dict(result.tables["assignments"].select("program_id", "applicant_id").iter_rows())["p"]
    assert result.values["placed_by_list"] == {"p": int(at_p == "b")}
