"""A simulated round beside what was published of the real one."""

import pytest

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, decide
from citycompact.enrollment.past_round import flags_agree, published_comparison
from small_cities import town


def compared(published):
    """Programs with two seats each: p is asked for three times, q once, r never."""
    programs = [
        {
            "program_id": p,
            "school_id": f"S{p}",
            "grade": "K",
            "seats": 2,
            "published_applicants": published.get(p, (None, None))[0],
            "published_filled": published.get(p, (None, None))[1],
        }
        for p in "pqr"
    ]
    facts = town({"a": ["p"], "b": ["p"], "c": ["p", "q"]}, dict.fromkeys("pqr", 2), programs=programs)
    return published_comparison(facts, decide(facts, EnrollmentRules(), Draw("s")))


def test_demand_and_the_filled_flag_stand_side_by_side():
    rows = compared({"p": (5, True), "q": (7, True), "r": (0, False)}).to_dicts()
    assert [(r["program_id"], r["published_applicants"], r["applications"]) for r in rows] == [
        ("p", 5, 3),
        ("q", 7, 1),
        ("r", 0, 0),
    ]
    assert [(r["published_filled"], r["filled"]) for r in rows] == [
        (True, True),
        (True, False),
        (False, False),
    ]


@pytest.mark.parametrize("known", [(4, None), (None, True), (None, False), (0, None)])
def test_a_program_of_which_anything_was_published_is_compared_and_no_other(known):
    found = compared({"q": known})
    assert found["program_id"].to_list() == ["q"]


def test_where_nothing_was_published_nothing_is_compared():
    assert compared({}).is_empty()


def test_the_flags_are_counted_where_both_are_known():
    found = compared({"p": (5, True), "q": (7, True), "r": (9, None)})
    assert flags_agree(found).rows() == [(True, True, 1), (True, False, 1)]
    assert flags_agree(compared({"r": (9, None)})).is_empty()
