"""How evenly money is spread over pupils: the measures of school finance, all weighted by pupils.

Berne and Stiefel 1984, *The Measurement of Equity in School Finance*; Verstegen and Driscoll 2008 for the
two indices about the median; Atkinson 1970 and Theil 1967 for theirs. The transfers principle (a dollar from
a pupil with more to one with less lowers the measure: Pigou 1912, Dalton 1920) is promised for the first
four only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from math import exp, log, nan, sqrt

Spread = Sequence[tuple[Fraction, Fraction]]
"""Of each school (or cell): pupils, and dollars for each of them."""


@dataclass(frozen=True)
class Equity:
    """The measures; 0 means that every pupil gets the same, and so does 1 for McLoone and Verstegen.

    Parameters
    ----------
    mean, median
        Dollars of a pupil.
    variation
        Standard deviation over all pupils, as a share of the mean.
    gini
        Half the mean difference of two pupils drawn with replacement, as a share of the mean.
    theil, atkinson
        Theil's T; and Atkinson's index for an aversion of 1, 1 - geometric / arithmetic mean. Both are "not a
        number" where somebody gets nothing.
    mcloone, verstegen
        What pupils at schools at or below (at or above) the median get, as a share of what they would get
        at the median.
    range_ratio
        (95th percentile - 5th) / 5th.
    """

    mean: float
    median: float
    variation: float
    gini: float
    theil: float
    atkinson: float
    mcloone: float
    verstegen: float
    range_ratio: float


MEASURES = tuple(field.name for field in fields(Equity) if field.name not in ("mean", "median"))
"""Names of the measures that say how uneven it is."""


def equity(spread: Iterable[tuple[Fraction, Fraction]]) -> Equity | None:
    """The measures of what pupils get; None where there is no pupil or no money."""
    merged: dict[Fraction, Fraction] = {}
    for number, dollars in spread:
        if number:
            merged[dollars] = merged.get(dollars, Fraction(0)) + number
    rows = sorted(merged.items())
    pupils = sum((n for _, n in rows), Fraction(0))
    money = sum((n * x for x, n in rows), Fraction(0))
    if not money:
        return None
    mean, median = money / pupils, quantile(rows, Fraction(1, 2))
    low, high = quantile(rows, Fraction(1, 20)), quantile(rows, Fraction(19, 20))
    variance = sum((n * (x - mean) ** 2 for x, n in rows), Fraction(0)) / pupils
    below = [(x, n) for x, n in rows if x <= median]
    above = [(x, n) for x, n in rows if x >= median]
    everybody = all(x for x, _ in rows)
    parts = [(float(n / pupils), float(x / mean)) for x, n in rows]
    return Equity(
        float(mean),
        float(median),
        sqrt(variance) / float(mean),
        float(_gini(rows, pupils, money)),
        sum(n * x * log(x) for n, x in parts) if everybody else nan,
        1 - exp(sum(n * log(x) for n, x in parts)) if everybody else nan,
        _share_of(below, median),
        _share_of(above, median),
        float((high - low) / low) if low else nan,
    )


def quantile(rows: Sequence[tuple[Fraction, Fraction]], share: Fraction) -> Fraction:
    """The least value that this share of pupils does not exceed, by the inverse distribution.

    Where exactly this share lies at or below a value, the mean of it and the next one.

    Parameters
    ----------
    rows
        Value and pupils, sorted by value, each value once.
    """
    wanted = share * sum((n for _, n in rows), Fraction(0))
    reached = Fraction(0)
    for place, (value, pupils) in enumerate(rows):
        reached += pupils
        if reached > wanted:
            return value
        if reached == wanted and place + 1 < len(rows):
            return (value + rows[place + 1][0]) / 2
    return rows[-1][0]


def _gini(rows: Sequence[tuple[Fraction, Fraction]], pupils: Fraction, money: Fraction) -> Fraction:
    """One less twice the area under the Lorenz curve."""
    area = so_far = Fraction(0)
    for value, number in rows:
        area += number * (2 * so_far + number * value)
        so_far += number * value
    return 1 - area / (pupils * money)


def _share_of(rows: Sequence[tuple[Fraction, Fraction]], median: Fraction) -> float:
    pupils = sum((n for _, n in rows), Fraction(0))
    return float(sum((n * x for x, n in rows), Fraction(0)) / (median * pupils)) if median and pupils else nan
