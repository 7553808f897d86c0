"""A path between two formulas: never below a floor, never above a cap, each year's sum exact."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citycompact.funding.transition import MOST_YEARS, NoPathError, Speed, certify, transition

TOTALS = st.lists(st.tuples(st.integers(1000, 9000), st.integers(1000, 9000)), min_size=1, max_size=6)
LOSS = st.sampled_from([Fraction(1, 50), Fraction(1, 10), Fraction(1, 2)])


@settings(deadline=None)
@given(TOTALS, LOSS, st.sampled_from([None, Fraction(1, 10)]))
def test_a_path_keeps_what_is_promised(pairs, loss, gain):
    start = {f"s{n}": one for n, (one, _) in enumerate(pairs)}
    end = {f"s{n}": other for n, (_, other) in enumerate(pairs)}
    speed = Speed(loss, gain)
    try:
        path = transition(start, end, speed)
    except NoPathError:
        # With 2 % a year a fall to a ninth takes more than thirty years.
        deepest = max(Fraction(one, other) for one, other in pairs)
        fastest = max(Fraction(other, one) for one, other in pairs)
        slow = deepest * (1 - loss) ** MOST_YEARS > Fraction(9, 10)
        assert slow or (gain and fastest > 1) or sum(end.values()) != sum(start.values())
        return
    assert certify(path, start, end) == []
    for school, totals in path.years.items():
        assert (totals[0], totals[-1]) == (start[school], end[school])
        for before, after in pairwise(totals):
            assert after >= before * (1 - loss)
            assert gain is None or after <= before * (1 + gain)
    assert path.bound <= path.distance


def test_losers_fall_as_fast_as_they_may_and_winners_share_what_is_free():
    start, end = {"a": 10000, "b": 5000}, {"a": 9000, "b": 6000}
    path = transition(start, end, Speed(Fraction(1, 20)))
    assert path.years == {"a": (10000, 9500, 9025, 9000), "b": (5000, 5500, 5975, 6000)} or path.years == {
        "a": [10000, 9500, 9025, 9000],
        "b": [5000, 5500, 5975, 6000],
    }
    assert path.distance == path.bound == 2 * (500 + 25)
    assert len(path) == 3


def test_more_years_than_needed_are_no_slower():
    start, end = {"a": 10000, "b": 5000}, {"a": 9000, "b": 6000}
    path = transition(start, end, Speed(Fraction(1, 20)), 5)
    assert path.years["a"][3:] == [9000, 9000, 9000]


@pytest.mark.parametrize("years", [1, 2])
def test_too_few_years_are_refused(years):
    with pytest.raises(NoPathError, match=f"{years} years are too few"):
        transition({"a": 10000, "b": 5000}, {"a": 9000, "b": 6000}, Speed(Fraction(1, 20)), years)


def test_where_nothing_changes_there_is_nothing_to_do():
    path = transition({"a": 5}, {"a": 5}, Speed(Fraction(0)))
    assert len(path) == 0
    assert certify(path, {"a": 5}, {"a": 5}) == []


def test_each_planted_fault_is_named():
    start, end = {"a": 10000, "b": 5000}, {"a": 9000, "b": 6000}
    path = transition(start, end, Speed(Fraction(1, 20), Fraction(1, 10)))

    def faults(**years):
        return " ".join(certify(replace(path, years={**path.years, **years}), start, end))

    assert "falls below its floor in year 1" in faults(a=(10000, 9400, 9025, 9000))
    assert "rises above its cap in year 1" in faults(b=(5000, 5600, 5975, 6000))
    assert "the totals are not the sum" in faults(a=(10000, 9501, 9026, 9000))
    assert "begins or ends elsewhere" in faults(a=(10000, 9500, 9025, 9025))
    assert "lies outside" in faults(b=(5000, 4999, 5975, 6000))
    assert "distance" in " ".join(certify(replace(path, distance=0), start, end))
    assert "distance" in " ".join(certify(replace(path, bound=10**9), start, end))


def test_a_loss_of_nothing_lets_nobody_fall():
    with pytest.raises(NoPathError):
        transition({"a": 10, "b": 5}, {"a": 9, "b": 6}, Speed(Fraction(0)))
    assert Speed(Fraction(1, 3)).least(10) == 7
    assert Speed(Fraction(0), Fraction(1, 3)).most(10) == 13
