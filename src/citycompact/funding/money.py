"""Money in whole units of the agreed rounding, so that every sum is exact.

A unit is a dollar or a cent; pupils are whole hundredths. Nothing here is a binary fraction.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from citycompact.funding.rules import Rounding

HUNDREDTHS = 100
"""Parts of a pupil that are counted: a count has at most two decimals."""


def units_a_dollar(rounding: Rounding) -> int:
    """How many units a dollar has."""
    return 1 if rounding == "dollar" else 100


def half_up(value: Fraction) -> int:
    """The nearest whole number, halves upwards."""
    return floor(value + Fraction(1, 2))


def rounded_up(value: Fraction) -> int:
    """The least whole number that is not less."""
    return ceil(value)


def rounded_down(value: Fraction) -> int:
    """The greatest whole number that is not more."""
    return floor(value)


def of_pupils(hundredths: int, units: int) -> int:
    """Hundredths of pupils times units a pupil, in units, rounded half up."""
    return (hundredths * units + HUNDREDTHS // 2) // HUNDREDTHS


def in_units(dollars: Decimal | int, rounding: Rounding) -> Fraction:
    """Dollars in units, exactly; no whole number where they are no multiple of one."""
    return Fraction(dollars) * units_a_dollar(rounding)


def in_dollars(units: int, rounding: Rounding) -> Decimal:
    """Units as dollars, exactly."""
    return Decimal(units) if rounding == "dollar" else Decimal(units).scaleb(-2)


def as_decimal(value: Fraction) -> Decimal:
    """A fraction of hundredths, or of cents, as it is written."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def pupils_of(hundredths: int) -> Decimal:
    """Hundredths of pupils as pupils."""
    return Decimal(hundredths).scaleb(-2)
