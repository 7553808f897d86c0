"""Rounding is half up, in decimals and never in binary fractions."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from citycompact.funding.money import (
    half_up,
    in_dollars,
    in_units,
    of_pupils,
    pupils_of,
    rounded_down,
    rounded_up,
)

CENTS = Decimal("0.01")


@given(st.decimals(0, 10**9, places=6))
def test_it_is_what_decimals_round_to(value):
    cents = half_up(Fraction(value) * 100)
    assert in_dollars(cents, "cent") == value.quantize(CENTS, ROUND_HALF_UP)
    assert rounded_down(Fraction(value)) <= value <= rounded_up(Fraction(value))


@given(st.integers(0, 10**8), st.integers(0, 10**9))
def test_pupils_times_money_is_rounded_once(hundredths, units):
    exact = pupils_of(hundredths) * units
    assert of_pupils(hundredths, units) == exact.quantize(Decimal(1), ROUND_HALF_UP)


def test_a_half_goes_up_and_units_are_exact():
    assert half_up(Fraction(5, 2)) == 3
    # In binary fractions 1.005 * 100 is less than 100.5.
    assert half_up(Fraction(Decimal("1.005")) * 100) == 101
    assert in_units(Decimal("12.34"), "cent") == 1234
    assert in_units(Decimal("12.34"), "dollar") == Fraction(1234, 100)
    assert in_dollars(-5, "dollar") == -5
