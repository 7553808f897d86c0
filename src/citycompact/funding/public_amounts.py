"""What everybody can compute of a year's money from the counts that are shown: a range for every amount.

Whoever holds the signed rules, the shown counts, and what was published of the year before, can compute these
ranges; nothing else is read here, so they tell nothing that these do not. (Rounding true amounts would: the
last cent, two publications, or a floor would give back what is hidden.) Where nothing is hidden a range is
the amount.

A hidden count lies between 0 and what is left of its sums. Formula amounts rise with counts, but for the
step of a concentration and the base of a small school, of which each is taken that may be reached. The
factor of an envelope falls as formula amounts, floors or caps rise; schools that no floor and no cap holds,
whatever the hidden counts are, are taken together, as of them only the sum matters, and sums are known best.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

from citycompact.funding.envelope import OutOfReachError, factor, held
from citycompact.funding.formula import Formula
from citycompact.funding.limits import Limits, Previous, limits_of
from citycompact.funding.money import HUNDREDTHS, in_units, of_pupils
from citycompact.funding.protected_counts import ShownCounts
from citycompact.funding.rules import FundingRules
from citycompact.funding.tables import MOST_PUPILS

_MOST = MOST_PUPILS * HUNDREDTHS
_MOST_UNITS = 10**18
_TOGETHER = ""


@dataclass(frozen=True, slots=True)
class Range:
    """The least and the greatest that something can be."""

    low: int
    high: int

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.high + other.high)

    def within(self, other: Range) -> Range:
        """What both allow; there is such a thing, as both hold the truth."""
        both = Range(max(self.low, other.low), min(self.high, other.high))
        assert both.low <= both.high
        return both


def summed(ranges: Iterable[Range]) -> Range:
    """All of them together."""
    return sum(ranges, Range(0, 0))


PublicPrevious = Mapping[str, tuple[Previous, Previous]]
"""By school the least and the greatest that it publicly had the year before; of hidden pupils, None."""


class PublicAmounts:
    """Ranges of counts in hundredths of pupils, and of money in units.

    ``pupils`` and ``formula_amounts`` by school, ``cells`` by school and category; ``bounds`` are floor and
    cap of each school at their least, and at their greatest.
    """

    def __init__(self, shown: ShownCounts, rules: FundingRules, previous: PublicPrevious) -> None:
        self.shown, self.rules, self.previous = shown, rules, previous
        envelope = rules.envelope
        self.envelope = None if envelope is None else int(in_units(envelope, rules.rounding))
        self.formula = Formula.of(rules)
        self._unknown = {category: shown.unknown(category) for category in shown.categories}
        self._left = {
            (school, category): rest
            for category, groups in self._unknown.items()
            for schools, rest in groups
            if rest is not None
            for school in schools
        }
        self.pupils = {school: self._pupils(school) for school in shown.counts}
        self.cells = {
            school: {c: self._cell(school, c) for c in counted} for school, counted in shown.counts.items()
        }
        self.of_schools = {school: self._of_the_school(school) for school in shown.counts}
        self.formula_amounts = {
            school: self._in_grades(school) + self._in_needs(school) + self.of_schools[school]
            for school in shown.counts
        }
        self.bounds = {school: self._bounds(school) for school in shown.counts}

    def _shown_in_grades(self, school: str) -> int:
        counted = self.shown.counts[school]
        return sum(n or 0 for c, n in counted.items() if c in self.formula.pupil_categories)

    def _hidden_grades(self, school: str) -> list[str]:
        return [
            c
            for c, n in self.shown.counts[school].items()
            if n is None and c in self.formula.pupil_categories
        ]

    def _pupils(self, school: str) -> Range:
        """Pupils of a school: as shown, or at most what its sector, and its categories, leave."""
        if (shown := self.shown.schools[school]) is not None:
            return Range(shown, shown)
        sector, least = self.shown.sector_of[school], self._shown_in_grades(school)
        most = _MOST
        if (total := self.shown.sectors[sector]) is not None:
            most = total - sum(
                self._shown_in_grades(other) if number is None else number
                for other, number in self.shown.schools.items()
                if self.shown.sector_of[other] == sector and other != school
            )
        left = [self._left.get((school, c), _MOST) for c in self._hidden_grades(school)]
        return Range(least, min(most, least + sum(left)))

    def _cell(self, school: str, category: str) -> Range:
        """A count: as shown, or at most what its sums leave, and what is told of hidden ones."""
        shown = self.shown.counts[school][category]
        if shown is not None:
            return Range(shown, shown)
        pupils = self.pupils[school].high
        grade = category in self.formula.pupil_categories
        left = self._left.get((school, category), _MOST)
        told = self.shown.at_most.get((self.shown.sector_of[school], category), _MOST)
        return Range(0, min(pupils - self._shown_in_grades(school) if grade else pupils, left, told))

    def _in_grades(self, school: str) -> Range:
        """What the categories bring in which each pupil is counted once."""
        cells, hidden = self.cells[school], self._hidden_grades(school)
        each = self.formula.per_pupil
        shown = sum(
            of_pupils(cells[c].low, each[c])
            for c in cells
            if c in self.formula.pupil_categories and c not in hidden
        )
        if not hidden:
            return Range(shown, shown)
        left, seen = self.pupils[school], self._shown_in_grades(school)
        low = (left.low - seen) * min(each[c] for c in hidden)
        high = min(
            (left.high - seen) * max(each[c] for c in hidden), sum(cells[c].high * each[c] for c in hidden)
        )
        return Range(shown + _down(low, len(hidden)), shown + _up(high, len(hidden)))

    def _in_needs(self, school: str) -> Range:
        each = self.formula.per_pupil
        return summed(
            Range(of_pupils(cell.low, each[c]), of_pupils(cell.high, each[c]))
            for c, cell in self.cells[school].items()
            if c not in self.formula.pupil_categories
        )

    def _of_the_school(self, school: str) -> Range:
        """What depends on the school as a whole: steps of concentration, and the base."""
        pupils, found = self.pupils[school], Range(0, 0)
        for category, steps in self.formula.steps.items():
            cell = self.cells[school].get(category, Range(0, 0))
            reached = self._reached(cell, pupils, steps)
            found += Range(of_pupils(cell.low, min(reached)), of_pupils(cell.high, max(reached)))
        if self.formula.base is not None:
            below = self.formula.below
            surely, maybe = (below is None or n < below for n in (pupils.high, pupils.low))
            found += Range(self.formula.base * surely, self.formula.base * maybe)
        return found

    @staticmethod
    def _reached(cell: Range, pupils: Range, steps: tuple[tuple[Fraction, int], ...]) -> list[int]:
        """Units a pupil of the steps, and of none, that some counts within the ranges reach."""
        if not pupils.high:
            return [0]
        most = Fraction(min(cell.high, pupils.high), max(pupils.low, 1))
        least = Fraction(cell.low, pupils.high)
        found, above = [], None
        for share, units in steps:
            if most >= share and (above is None or least < above):
                found.append(units)
            above = share
        return found if above is not None and least >= above else [*found, 0]

    def _bounds(self, school: str) -> tuple[Limits, Limits]:
        """Floor and cap, by the least and by the greatest that the school publicly had."""
        if school not in self.previous:
            return Limits(), Limits()
        (least, greatest), pupils = self.previous[school], self.pupils[school]
        if not greatest.amount:
            return Limits(), Limits()
        if least.pupils is None and self._per_pupil:
            # Of whom nobody is told, there was one at least, and perhaps any number.
            least, greatest = replace(least, amount=Fraction(0)), replace(greatest, pupils=Fraction(1))
        high = limits_of(greatest, pupils.high, self.rules)
        if least.amount:
            return limits_of(least, pupils.low, self.rules), high
        # Perhaps it had nothing, and then there is neither floor nor cap.
        return Limits(0, 0 if self.rules.caps else None), Limits(high.floor, None)

    @property
    def _per_pupil(self) -> bool:
        """Whether a floor or a cap is measured for each pupil."""
        measured = (self.rules.hold_harmless, self.rules.caps)
        return any(rule is not None and rule.measured == "per_pupil" for rule in measured)

    def together(self, schools: Collection[str]) -> Range:
        """What the formula gives several schools together, which sums of categories may tell better."""
        apart = summed(self.formula_amounts[school] for school in schools)
        by_category = summed(self.of_schools[school] for school in schools)
        for category, units in self.formula.per_pupil.items():
            cells = {s: self.cells[s][category] for s in schools if category in self.cells[s]}
            for groups, rest in self._unknown.get(category, ()):
                mine = summed(cells.pop(school) for school in groups if school in cells)
                if rest is not None:
                    others = summed(self.cells[s][category] for s in groups if s not in schools)
                    mine = mine.within(Range(rest - others.high, rest - others.low))
                lines = sum(school in schools for school in groups)
                by_category += Range(_down(mine.low * units, lines), _up(mine.high * units, lines))
            shown = sum(of_pupils(cell.low, units) for cell in cells.values())
            by_category += Range(shown, shown)
        return apart.within(by_category)

    @cached_property
    def factor(self) -> tuple[Fraction, Fraction | None]:
        """The least and the greatest that the one factor can be; None: however great."""
        if self.envelope is None:
            return Fraction(1), Fraction(1)
        free: frozenset[str] = frozenset()
        while True:
            found = self._factor(free)
            more = frozenset(school for school in self.bounds if self._is_free(school, *found))
            if more <= free:
                return found
            free |= more

    def _factor(self, free: frozenset[str]) -> tuple[Fraction, Fraction | None]:
        """The factor's range, where some schools are known to be held by nothing."""
        whole = self.together(free)
        others = self.formula_amounts.keys() - free
        # The more formulas, floors and caps give, the less is the factor.
        most = self._factor_at(
            {_TOGETHER: whole.high} | {s: self.formula_amounts[s].high for s in others},
            {_TOGETHER: Limits()} | {s: self.bounds[s][1] for s in others},
        )
        least = self._factor_at(
            {_TOGETHER: whole.low} | {s: self.formula_amounts[s].low for s in others},
            {_TOGETHER: Limits()} | {s: self.bounds[s][0] for s in others},
        )
        # What is true reaches the envelope, and the greatest amounts are no less.
        assert most is not None
        return most, least

    def _factor_at(self, amounts: Mapping[str, int], limits: Mapping[str, Limits]) -> Fraction | None:
        """The factor of these amounts and limits: 0 where floors alone are more than the envelope, None where
        all caps are less."""
        assert self.envelope is not None
        try:
            return factor(amounts, limits, self.envelope)
        except OutOfReachError as error:
            return Fraction(0) if error.below else None

    def _is_free(self, school: str, least: Fraction, greatest: Fraction | None) -> bool:
        """Whether neither floor nor cap holds a school, whatever the hidden counts are."""
        amount, (low, high) = self.formula_amounts[school], self.bounds[school]
        above = least * amount.low >= high.floor
        return above and (low.cap is None or (greatest is not None and greatest * amount.high <= low.cap))

    @cached_property
    def totals(self) -> Mapping[str, Range]:
        """What each school gets."""
        return {school: self._total(school) for school in self.bounds}

    def _total(self, school: str) -> Range:
        least, greatest = self.factor
        amount, (low, high) = self.formula_amounts[school], self.bounds[school]
        bottom = floor(held(least * amount.low, low))
        top = _MOST_UNITS if self.envelope is None else self.envelope
        if greatest is not None:
            top = min(top, ceil(held(greatest * amount.high, high)))
        elif high.cap is not None:
            top = min(top, high.cap)
        elif not amount.high:
            top = min(top, high.floor)
        return Range(bottom, top)

    @cached_property
    def everything(self) -> Range:
        """All budgets together: the envelope, where there is one."""
        if self.envelope is not None:
            return Range(self.envelope, self.envelope)
        return self._of(frozenset(self.totals))

    def _of(self, schools: frozenset[str]) -> Range:
        """What several schools get together, those that are held by nothing by their sum."""
        least, greatest = self.factor
        free = frozenset(s for s in schools if self._is_free(s, least, greatest))
        rest = summed(self.totals[school] for school in schools - free)
        apart, whole = summed(self.totals[school] for school in free), self.together(free)
        # Each may be cut, or be given, a part of a unit.
        cut = 0 if self.envelope is None else len(free)
        top = apart.high if greatest is None else ceil(greatest * whole.high) + cut
        return rest + apart.within(Range(floor(least * whole.low) - cut, top))

    @cached_property
    def sectors(self) -> Mapping[str, Range]:
        """What each sector gets."""
        schools: dict[str, set[str]] = {sector: set() for sector in self.shown.sectors}
        for school in self.totals:
            schools[self.shown.sector_of[school]].add(school)
        found = {sector: self._of(frozenset(mine)) for sector, mine in schools.items()}
        every, all_of_them = self.everything, summed(found.values())
        return {
            sector: one.within(
                Range(every.low - all_of_them.high + one.high, every.high - all_of_them.low + one.low)
            )
            for sector, one in found.items()
        }


def _down(hundredths: int, lines: int) -> int:
    """Units of so many hundredths, of which each line may have been rounded down by half a unit."""
    return max(0, floor(Fraction(hundredths, HUNDREDTHS) - Fraction(lines, 2)))


def _up(hundredths: int, lines: int) -> int:
    return ceil(Fraction(hundredths, HUNDREDTHS) + Fraction(lines, 2))
