"""What the formula gives a school before floors, caps and the envelope: line by line, from child to dollar.

A weighted pupil formula (student-based budgeting; Miles and Roza 2006, "Understanding student-weighted
allocation as a means to greater school resource equity", Peabody Journal of Education 81:3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import polars as pl

from citycompact.city import CityPackage
from citycompact.funding.money import HUNDREDTHS, half_up, in_units, of_pupils
from citycompact.funding.rules import ADJUSTMENT, BASE, CONCENTRATION, FundingRules

Counts = Mapping[str, Mapping[str, int]]
"""School to category to hundredths of pupils."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a budget: hundredths of pupils, units a pupil, and their product in units.

    The base counts as one pupil of its amount; the adjustment has neither.
    """

    line: str
    pupils: int | None
    per_pupil: int | None
    amount: int


@dataclass(frozen=True)
class Formula:
    """The formula in units: of each category, of each step of a concentration, and of the base."""

    per_pupil: Mapping[str, int]
    steps: Mapping[str, tuple[tuple[Fraction, int], ...]]
    base: int | None
    below: Fraction | None
    pupil_categories: frozenset[str]

    @classmethod
    def of(cls, rules: FundingRules) -> Formula:
        """The formula that the rules state, each amount per pupil rounded once."""

        def units(weight: Decimal) -> int:
            return half_up(in_units(rules.foundation, rules.rounding) * Fraction(weight))

        steps: dict[str, list[tuple[Fraction, int]]] = {}
        for step in rules.concentration:
            steps.setdefault(step.category, []).append((Fraction(step.share), units(step.weight)))
        base = rules.base
        return cls(
            {item.category: units(item.weight) for item in rules.weights},
            {category: tuple(sorted(found, reverse=True)) for category, found in steps.items()},
            None if base is None else half_up(in_units(base.amount, rules.rounding)),
            None if base is None or base.below is None else Fraction(base.below) * HUNDREDTHS,
            rules.pupil_categories,
        )

    def pupils(self, counts: Mapping[str, int]) -> int:
        """Hundredths of pupils of a school: those of its categories that are no need."""
        return sum(number for name, number in counts.items() if name in self.pupil_categories)

    def lines(self, counts: Mapping[str, int]) -> list[Line]:
        """The lines of a school with these counts, the adjustment left out."""
        pupils = self.pupils(counts)
        found = [
            Line(name, counts[name], units, of_pupils(counts[name], units))
            for name, units in self.per_pupil.items()
            if name in counts
        ]
        return [*found, *self._of_the_school(counts, pupils)]

    def _of_the_school(self, counts: Mapping[str, int], pupils: int) -> Iterator[Line]:
        """What depends on the school as a whole: steps of concentration that it reaches, and the base."""
        for name, steps in self.steps.items():
            number = counts.get(name, 0)
            if number and pupils:
                share = Fraction(number, pupils)
                units = next((units for least, units in steps if share >= least), None)
                if units is not None:
                    yield Line(f"{CONCENTRATION}:{name}", number, units, of_pupils(number, units))
        if self.base is not None and (self.below is None or pupils < self.below):
            yield Line(BASE, HUNDREDTHS, self.base, self.base)

    def amount(self, counts: Mapping[str, int]) -> int:
        """The formula amount of a school with these counts, in units: the sum of its lines, which what-ifs
        by the hundred need not see."""
        amounts = sum(of_pupils(number, self.per_pupil[name]) for name, number in counts.items())
        return amounts + sum(line.amount for line in self._of_the_school(counts, self.pupils(counts)))


def counts_of(facts: CityPackage) -> Counts:
    """Who was counted: of every school that has a row, in the order of their ids."""

    def make() -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        rows = facts.tables["counts"].sort("school_id", "category")
        parts = rows.select("school_id", "category", (pl.col("pupils") * HUNDREDTHS).cast(pl.Int64))
        for school, category, number in parts.iter_rows():
            found.setdefault(school, {})[category] = number
        return found

    return facts.latest("counts", (), make)


def adjusted(lines: list[Line], total: int) -> list[Line]:
    """The lines with the adjustment that makes them add up to a total, where they do not."""
    rest = total - sum(line.amount for line in lines)
    return [*lines, Line(ADJUSTMENT, None, None, rest)] if rest else lines
