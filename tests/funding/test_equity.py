"""Measures of equity: worked out by hand, by definition over all pupils, and what they promise."""

from fractions import Fraction
from itertools import product
from math import isclose, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.funding.equity import MEASURES, Equity, equity, quantile

BY_HAND = [(100, 8000), (200, 10000), (100, 14000)]


def measured(spread) -> Equity:
    found = equity((Fraction(n), Fraction(x)) for n, x in spread)
    assert found is not None
    return found


def test_the_example_by_hand():
    found = measured(BY_HAND)
    assert (found.mean, found.median) == (10500, 10000)
    assert round(found.variation, 6) == 0.207567
    assert isclose(found.gini, 3 / 28)
    assert round(found.theil, 6) == 0.020864
    assert round(found.atkinson, 6) == 0.020250
    assert (found.mcloone, found.verstegen, found.range_ratio) == pytest.approx((14 / 15, 17 / 15, 3 / 4))


SPREADS = st.lists(st.tuples(st.integers(1, 9), st.integers(1, 50)), min_size=1, max_size=6)
LIKE_EACH_OTHER = ("variation", "gini", "theil", "atkinson")


@given(SPREADS)
def test_a_school_counts_as_often_as_it_has_pupils(spread):
    each = [(1, x) for n, x in spread for _ in range(n)]
    one, other = measured(spread), measured(each)
    for name in LIKE_EACH_OTHER:
        assert isclose(getattr(one, name), getattr(other, name), abs_tol=1e-12)
    values = [x for _, x in each]
    mean = sum(values) / len(values)
    gini = sum(abs(a - b) for a, b in product(values, repeat=2)) / (2 * len(values) ** 2 * mean)
    theil = sum(x / mean * log(x / mean) for x in values) / len(values)
    assert isclose(one.gini, gini, abs_tol=1e-12)
    assert isclose(one.theil, theil, abs_tol=1e-12)


@given(SPREADS, st.integers(2, 1000))
def test_in_cents_it_is_the_same_as_in_dollars(spread, times):
    one, other = measured(spread), measured([(n, x * times) for n, x in spread])
    for name in MEASURES:
        assert isclose(getattr(one, name), getattr(other, name), abs_tol=1e-9)


@given(st.lists(st.integers(1, 50), min_size=2, max_size=8), st.data())
def test_a_dollar_from_one_with_more_to_one_with_less_lowers_the_first_four(values, data):
    poor, rich = sorted(data.draw(st.permutations(range(len(values))))[:2], key=lambda i: values[i])
    if values[rich] - values[poor] < 2:
        return
    after = list(values)
    after[poor], after[rich] = values[poor] + 1, values[rich] - 1
    one, other = measured([(1, x) for x in values]), measured([(1, x) for x in after])
    for name in LIKE_EACH_OTHER:
        assert getattr(other, name) < getattr(one, name)


def test_where_all_get_the_same_nothing_is_uneven():
    found = measured([(3, 7), (5, 7)])
    assert [getattr(found, name) for name in MEASURES] == pytest.approx([0, 0, 0, 0, 1, 1, 0], abs=1e-12)


def test_where_somebody_gets_nothing_two_measures_are_no_number():
    found = measured([(1, 0), (1, 4)])
    assert found.theil != found.theil
    assert found.atkinson != found.atkinson
    assert found.gini == 0.5


def test_nobody_and_nothing_have_no_measures():
    assert equity([]) is None
    assert equity([(Fraction(0), Fraction(5))]) is None
    assert equity([(Fraction(3), Fraction(0))]) is None


def test_schools_that_give_the_same_count_as_one():
    apart, together = measured([(100, 10), (50, 10), (50, 20)]), measured([(150, 10), (50, 20)])
    assert apart == together
    assert (apart.median, apart.mcloone, apart.verstegen) == (10, 1, 1.25)


def test_quantiles_are_averaged_at_flats():
    rows = [(Fraction(1), Fraction(1)), (Fraction(3), Fraction(1))]
    assert quantile(rows, Fraction(1, 2)) == 2
    assert quantile(rows, Fraction(51, 100)) == 3
    assert quantile(rows, Fraction(1)) == 3
