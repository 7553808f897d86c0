"""What one pupil changes: at the school it comes to, at the one it leaves, and against what a pupil gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from citycompact.city import CityPackage
from citycompact.funding.formula import Formula, counts_of
from citycompact.funding.money import HUNDREDTHS, half_up, in_dollars
from citycompact.funding.rules import FundingRules
from citycompact.funding.totals import Totals, totals


@dataclass(frozen=True)
class Move:
    """One pupil who changes schools, in dollars.

    Parameters
    ----------
    left, joined
        What the budgets of the two schools change by; with an envelope they need not be each other's
        opposite, since every school shares in it.
    average_left, average_joined
        What each school gets for a pupil on average, before the move.
    """

    left: Decimal
    joined: Decimal
    average_left: Decimal
    average_joined: Decimal


def moved(facts: CityPackage, rules: FundingRules, left: str, joined: str, categories: Iterable[str]) -> Move:
    """What follows where a pupil of these categories (a grade, and its needs) changes schools.

    Raises
    ------
    ValueError
        Where the school that it leaves counts nobody of such a category, or is the one that it joins.
    """
    categories = tuple(categories)
    if left == joined:
        raise ValueError(f"{left} is left and joined")
    now = totals(facts, rules)
    then = with_more(
        facts, rules, {(left, name): -1 for name in categories} | {(joined, n): 1 for n in categories}
    )

    def change(school: str) -> Decimal:
        return in_dollars(then.totals[school] - now.totals[school], rules.rounding)

    return Move(
        change(left), change(joined), average(facts, rules, now, left), average(facts, rules, now, joined)
    )


def with_more(facts: CityPackage, rules: FundingRules, more: Mapping[tuple[str, str], int]) -> Totals:
    """The totals with so many pupils more, or less, of a school and category.

    Raises
    ------
    ValueError
        Where fewer than none would be left, or more of a need than there are pupils.
    OutOfReachError
        Where the envelope cannot be met then.
    """
    counts = {school: dict(counted) for school, counted in counts_of(facts).items()}
    for (school, category), number in more.items():
        counted = counts.setdefault(school, {})
        counted[category] = counted.get(category, 0) + number * HUNDREDTHS
        if counted[category] < 0:
            raise ValueError(f"{school} counts nobody of {category}")
    formula = Formula.of(rules)
    for school in dict.fromkeys(school for school, _ in more):
        pupils = formula.pupils(counts[school])
        if any(n > pupils for name, n in counts[school].items() if name not in rules.pupil_categories):
            raise ValueError(f"{school} would have a need of more pupils than it has")
    return totals(facts, rules, counts)


def average(facts: CityPackage, rules: FundingRules, found: Totals, school: str) -> Decimal:
    """What a school gets for a pupil on average, rounded to the unit; nothing where it has none."""
    pupils = found.formula.pupils(counts_of(facts).get(school, {}))
    units = half_up(Fraction(found.totals.get(school, 0) * HUNDREDTHS, pupils)) if pupils else 0
    return in_dollars(units, rules.rounding)
