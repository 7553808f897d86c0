"""Buckets from the table, or from the rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.recomputed.programs import programs_of
from citycompact.enrollment.recomputed.seats import buckets_of, share_of
from small_cities import town


def buckets(seats, rules=(), rows=()):
    facts = town({"a": []}, {"p": seats}, reserves=[{"program_id": "p", **row} for row in rows])
    agreed = EnrollmentRules.model_validate({"reserves": list(rules)})
    return buckets_of(facts, agreed, programs_of(facts)).select("position", "group", "seats", "hard").rows()


def test_rules_reserve_first_or_last_around_what_is_open():
    first = {"group": "iep", "share": 0.35}
    last = {"group": "low_income", "seats": 2, "position": "last", "hard": True}
    assert buckets(10, [first, last]) == [
        (1, "iep", 4, False),
        (2, "open", 4, False),
        (3, "low_income", 2, True),
    ]
    assert buckets(4, [first, last, {"group": "x", "seats": 9}]) == [
        (1, "iep", 1, False),
        (2, "x", 1, False),
        (3, "low_income", 2, True),
    ]
    assert buckets(0, [first]) == [(1, "open", 0, False)]
    assert buckets(10, [{**first, "schools": ["elsewhere"]}]) == [(1, "open", 10, False)]


def test_rows_of_the_table_replace_the_rules_and_the_rest_is_open_last():
    rows = [
        {"position": 5, "group": "iep", "seats": 3, "hard": True},
        {"position": 2, "group": "low_income", "seats": 1, "hard": False},
    ]
    given_rules = [{"group": "x", "share": 0.5}]
    assert buckets(10, given_rules, rows) == [
        (2, "low_income", 1, False),
        (5, "iep", 3, True),
        (6, "open", 6, False),
    ]
    assert buckets(4, given_rules, rows) == [(2, "low_income", 1, False), (5, "iep", 3, True)]


def test_seats_for_everybody_are_hard_for_nobody():
    assert buckets(2, rows=[{"position": 1, "group": "open", "seats": 2, "hard": True}]) == [
        (1, "open", 2, False)
    ]


@pytest.mark.parametrize(
    ("share", "seats", "due"),
    [(0.35, 10, 4), (0.125, 4, 1), (0.5, 5, 3), (0.1, 4, 0), (1.0, 7, 7), (0.145, 100, 15)],
)
def test_a_share_is_rounded_to_the_nearest_seat_half_up(share, seats, due):
    assert share_of(share, seats) == due


@given(st.integers(0, 200), st.floats(0.01, 1), st.integers(1, 30))
def test_buckets_add_up_to_the_programs_seats(seats, share, fixed):
    found = buckets(seats, [{"group": "iep", "share": round(share, 4)}, {"group": "x", "seats": fixed}])
    assert sum(bucket[2] for bucket in found) == seats
    assert found
