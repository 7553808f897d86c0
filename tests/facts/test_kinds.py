"""A number means the same wherever it is written: fifteen digits go through a double unchanged."""

from decimal import Decimal
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from citycompact.facts.kinds import DECIMALS, DTYPES, SIGNIFICANT_DIGITS, Kind


@given(st.integers(0, 10**SIGNIFICANT_DIGITS - 1), st.integers(-20, 20))
def test_every_number_of_so_many_digits_comes_back_from_a_double(digits, exponent):
    written = Decimal(digits).scaleb(exponent)
    assert Decimal(f"{float(written):.{SIGNIFICANT_DIGITS - 1}e}") == written


def test_one_digit_more_would_be_too_many():
    # 9007199254740993 = 2^53 + 1.
    assert float("9007199254740993") == float("9007199254740992")
    assert len("9007199254740993") == SIGNIFICANT_DIGITS + 1


def test_every_kind_has_its_place_in_memory_and_money_keeps_its_decimals():
    assert set(DTYPES) == set(get_args(Kind))
    assert DTYPES["decimal"].scale == DECIMALS
