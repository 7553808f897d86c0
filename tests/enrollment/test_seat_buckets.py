"""Reserves as ordered buckets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, decide
from citycompact.enrollment.roster import Roster
from citycompact.enrollment.seat_buckets import seat_buckets
from citycompact.facts import FactsError
from small_cities import town


def buckets(city, **content):
    agreed = EnrollmentRules.model_validate(content)
    frame = seat_buckets(city, agreed, Roster.of(city))
    return [tuple(row) for row in frame.select("group", "seats", "hard").iter_rows()]


def test_shares_of_more_than_all_seats_are_refused_by_name_and_exactly_all_are_not():
    rules = [{"group": "iep", "share": 0.7}, {"group": "low_income", "share": 0.3}]
    assert buckets(town({"a": []}, {"p": 10}), reserves=rules) == [
        ("iep", 7, False),
        ("low_income", 3, False),
    ]
    rules[1]["share"] = 0.31
    with pytest.raises(FactsError) as caught:
        buckets(town({"a": []}, {"p": 10, "q": 3}), reserves=rules)
    (problem,) = caught.value.problems
    assert "more than all seats of p, q: 0.7 for iep + 0.31 for low_income" in problem.message


@given(st.integers(0, 200), st.floats(0.01, 1), st.integers(1, 30), st.sampled_from(["first", "last"]))
def test_buckets_always_add_up_to_the_programs_seats(seats, share, fixed, position):
    city = town({"a": []}, {"p": seats})
    found = buckets(
        city,
        reserves=[
            {"group": "iep", "share": round(share, 4), "position": position},
            {"group": "low_income", "seats": fixed},
        ],
    )
    assert sum(bucket[1] for bucket in found) == seats
    assert found


def test_a_share_is_rounded_to_the_nearest_seat_half_up():
    rule = [{"group": "iep", "share": 0.35}]
    assert buckets(town({"a": []}, {"p": 10}), reserves=rule) == [("iep", 4, False), ("open", 6, False)]


def test_rows_of_the_table_replace_the_rule():
    city = town(
        {"a": []},
        {"p": 10},
        reserves=[{"program_id": "p", "position": 2, "group": "iep", "seats": 3, "hard": True}],
    )
    rule = [{"group": "low_income", "share": 0.5}]
    assert buckets(city, reserves=rule) == [("iep", 3, True), ("open", 7, False)]


def test_precedence_matters_as_in_dur_kominers_pathak_and_sonmez_2018():
    # Reserve first: its members use it up on those who would have won open seats anyway.
    people = [{"applicant_id": f"a{n}", "grade": "K", "low_income": n in (0, 3)} for n in range(4)]
    lists = {p["applicant_id"]: ["p"] for p in people}
    numbers = [{"applicant_id": f"a{n}", "number": n} for n in range(4)]
    results = {}
    for position in ("first", "last"):
        city = town(lists, {"p": 2}, applicants=people, lottery=numbers)
        agreed = EnrollmentRules.model_validate(
            {"reserves": [{"group": "low_income", "seats": 1, "position": position}]}
        )
        placed = (
            decide(city, agreed, Draw(None, replayed=True)).tables["assignments"].drop_nulls("program_id")
        )
        results[position] = set(placed["applicant_id"])
    assert results == {"first": {"a0", "a1"}, "last": {"a0", "a3"}}


def test_a_hard_reserve_stays_empty_where_its_group_is_short():
    city = town(
        {"a": ["p"], "b": ["p"]},
        {"p": 2},
        applicants=[{"applicant_id": x, "grade": "K", "iep": False} for x in "ab"],
    )
    hard = EnrollmentRules.model_validate({"reserves": [{"group": "iep", "seats": 1, "hard": True}]})
    soft = EnrollmentRules.model_validate({"reserves": [{"group": "iep", "seats": 1}]})
    assert decide(city, hard, Draw("s")).tables["assignments"]["program_id"].count() == 1
    assert decide(city, soft, Draw("s")).tables["assignments"]["program_id"].count() == 2
