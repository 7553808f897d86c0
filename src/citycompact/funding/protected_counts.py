"""Which counts of a year's budgets are hidden, and how far totals are rounded, so that nothing small is told.

Counts go through the suppression of every public count (:mod:`citycompact.privacy`). Money would give them
back: amount divided by the dollars of a pupil is a count, and where all lines of a school but one are known,
its total gives the last. So a hidden count has no amount, and totals of schools and sectors are rounded as
far as is needed, by :data:`STEPS`, that each hidden count can still be another one.

That is shown by exchange: for each hidden count there is another school that hides the same categories, so
that the one could have a pupil or two more of them and the other as many less, by which every sum of counts,
the sum of all budgets, and every total as it is rounded stay what they are. Where there is no such school,
one is made by hiding its counts too; and where there cannot be one, no amount is shown at all. A correction
hides what was hidden before, and rounds no finer (table ``published_before``).

The reader is taken to know the factor exactly, which they may find from schools that hide nothing: so both
schools get what the formula gives, or both are held at a floor or a cap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product
from math import ceil, floor, inf

import polars as pl

from citycompact.city import CityPackage
from citycompact.funding.formula import Formula, counts_of
from citycompact.funding.limits import limits
from citycompact.funding.measures import sector_of
from citycompact.funding.money import HUNDREDTHS, half_up, units_a_dollar
from citycompact.funding.rules import FundingRules
from citycompact.privacy import PublicTable, Sum, publish

STEPS = (0, 100, 1_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000)
"""Dollars to which totals are rounded; 0: not at all."""
_PUPILS = "pupils"


def rounded(amount: Decimal, step: int) -> Decimal:
    """An amount as it is shown: to the nearest multiple of a step, half up."""
    return amount if not step else Decimal(half_up(Fraction(amount) / step)) * step


@dataclass(frozen=True)
class _Before:
    """What an earlier publication of the year hid, and how far it rounded: a correction shows no more."""

    hidden: Mapping[str, set[str]]
    rounded: Mapping[str, Decimal]

    @classmethod
    def of(cls, facts: CityPackage) -> _Before:
        """As the facts say it; nothing, before anything was published."""
        hidden: dict[str, set[str]] = {}
        rows = facts.tables["published_before"]
        for school, category in rows.filter(what="count").select("name", "category").iter_rows():
            hidden.setdefault(school, set()).add(category)
        steps = rows.filter(pl.col("what") != "count").select("name", "rounded_to").iter_rows()
        return cls(hidden, dict(steps))

    def level(self, name: str) -> int:
        """The first step that is not finer than before."""
        before = self.rounded.get(name, Decimal(0))
        return next((at for at, step in enumerate(STEPS) if step >= before), len(STEPS) - 1)


@dataclass(frozen=True)
class _Room:
    """How many units an amount could be more, and less, without being shown otherwise."""

    more: float
    less: float

    def has(self, units: int) -> bool:
        """Whether it could be so many more (less, where they are negative)."""
        return -self.less <= units <= self.more


class ProtectedCounts:
    """The counts of a year as they are shown, in whole pupils, and how far totals are rounded for them."""

    def __init__(self, facts: CityPackage, rules: FundingRules, totals: Mapping[str, Decimal]) -> None:
        self.totals = totals
        self.rules, self.formula = rules, Formula.of(rules)
        self.sectors = sector_of(facts)
        self.hundredths = counts_of(facts)
        # A part of a child is a child, and small.
        self.true: dict[str, dict[str, int]] = {
            school: {n: max(half_up(Fraction(x, HUNDREDTHS)), int(x > 0)) for n, x in counted.items()}
            for school, counted in self.hundredths.items()
        }
        self.bounds = limits(facts, rules, self.hundredths, self.formula)
        self.amounts = {school: self.formula.amount(counted) for school, counted in self.hundredths.items()}
        self.before = _Before.of(facts)
        self.needs = {item.category for item in rules.weights if item.need}
        cells = [
            (s, name, name in self.needs, n)
            for s, counted in self.true.items()
            for name, n in counted.items()
        ]
        schema = {"school_id": pl.String, "category": pl.String, "need": pl.Boolean, _PUPILS: pl.Int64}
        counts = pl.DataFrame(cells, schema=schema, orient="row").with_columns(
            as_pupils=pl.when("need").then(0).otherwise(_PUPILS),
            sector=pl.col("school_id").replace_strict(self.sectors, default=None, return_dtype=pl.String),
        )
        schools = counts.group_by("school_id", "sector", maintain_order=True).agg(
            pl.col("as_pupils").sum().alias(_PUPILS)
        )
        sectors = schools.group_by("sector", maintain_order=True).agg(pl.col(_PUPILS).sum()).sort("sector")
        categories = (
            counts.group_by("category", "need", maintain_order=True)
            .agg(pl.col(_PUPILS).sum())
            .sort("category")
        )
        self._exact = (counts, schools, sectors, categories)
        self.publish(self.before.hidden)

    def publish(self, withheld: Mapping[str, set[str]]) -> None:
        """Hide what is small, what would give it away, and what is withheld besides: categories by school."""
        counts, schools, sectors, categories = self._exact
        gone = pl.DataFrame(
            [(school, category, True) for school, found in withheld.items() for category in sorted(found)],
            schema={"school_id": pl.String, "category": pl.String, "withheld": pl.Boolean},
            orient="row",
        )
        counts = counts.join(gone, on=["school_id", "category"], how="left", maintain_order="left")
        pupils = schools.select("school_id", school=_PUPILS)
        needs = counts.filter("need").join(pupils, on="school_id", maintain_order="left")
        needs = needs.with_columns(rest=pl.col("school") - pl.col(_PUPILS))
        taken, parts = {_PUPILS: pl.col("withheld").fill_null(False)}, (_PUPILS, "rest", "school")
        published = publish(
            [
                PublicTable("grades", counts.filter(~pl.col("need")), (_PUPILS,), withheld=taken),
                PublicTable("needs", needs, parts, known={"school": pl.lit(True)}, withheld=taken),
                PublicTable("schools", schools, (_PUPILS,)),
                PublicTable("sectors", sectors, (_PUPILS,)),
                PublicTable("of grades", categories.filter(~pl.col("need")), (_PUPILS,)),
                PublicTable("of needs", categories.filter("need"), (_PUPILS,)),
            ],
            [
                Sum(("schools", _PUPILS), (("grades", _PUPILS),), by=("school_id",)),
                Sum(("sectors", _PUPILS), (("schools", _PUPILS),), by=("sector",)),
                Sum(("of grades", _PUPILS), (("grades", _PUPILS),), by=("category",)),
                Sum(("of needs", _PUPILS), (("needs", _PUPILS),), by=("category",)),
                # Where all pupils but a few have a need, those few are hidden by hiding who has it.
                Sum(
                    ("needs", "school"), (("needs", _PUPILS), ("needs", "rest")), by=("school_id", "category")
                ),
            ],
        )
        self.schools, self.of_sectors = published["schools"], published["sectors"]
        columns = ["school_id", "category", _PUPILS]
        self.counts = pl.concat([published[name].select(columns) for name in ("grades", "needs")]).sort(
            columns[:2]
        )
        self.categories = pl.concat([published["of grades"], published["of needs"]])

    def protect(self, factor: Fraction) -> dict[str, int] | None:
        """Round totals, and where that alone does not help hide more counts, until nothing is given away.

        Returns
        -------
        Dollars to which the total of each school, and of each sector, is rounded; None where nothing helps.
        """
        withheld: dict[str, set[str]] = {school: set(found) for school, found in self.before.hidden.items()}
        while True:
            steps, given_away = self._steps(factor)
            more = next((found for cell in given_away if (found := self._to_withhold(*cell, factor))), None)
            if more is None:
                return None if given_away else steps
            for school, categories in more.items():
                withheld.setdefault(school, set()).update(categories)
            self.publish(withheld)

    def _hidden(self) -> dict[str, set[str]]:
        """Categories whose counts are hidden, by school."""
        rows = self.counts.filter(pl.col(_PUPILS).is_null())
        return {str(school): set(found["category"]) for (school,), found in rows.group_by("school_id")}

    def _to_withhold(self, school: str, category: str, factor: Fraction) -> dict[str, set[str]]:
        """What else to hide, so that a count can be another one; nothing where nothing is left to hide."""
        hidden = self._hidden()
        changes = [change for change in self._changes(school, hidden[school]) if category in change]
        if not changes:
            # No other count of the school could be less where this one is more.
            others = [
                (number, name)
                for name, number in self.true[school].items()
                if number and name not in self.needs and name not in hidden[school]
            ]
            return {school: {min(others)[1]}} if others else {}
        wanted, held = set(changes[0]), self._is_held(school, factor)
        partners = [
            (self.sectors[other] != self.sectors[school], len(missing), other)
            for other, its in self.true.items()
            if other != school
            and self._is_held(other, factor) == held
            and wanted <= {name for name, number in its.items() if number > 1}
            and (missing := wanted - hidden.get(other, set()))
        ]
        return {min(partners)[2]: wanted} if partners else {}

    def _steps(self, factor: Fraction) -> tuple[dict[str, int], list[tuple[str, str]]]:
        """Dollars to which totals are rounded, and the counts that are given away all the same."""
        hidden = self._hidden()
        level = {name: self.before.level(name) for name in (*self.true, *self.sectors.values())}
        changes = {school: self._changes(school, hidden[school]) for school in sorted(hidden)}
        while True:
            rooms = {name: self._room(name, STEPS[at], factor) for name, at in level.items()}
            # Anew each time: rounded further, an amount may lie at the other edge of what it is shown as.
            open_ = {(school, category) for school, found in hidden.items() for category in found}
            for school, category in sorted(open_):
                if (school, category) in open_:
                    found = self._exchanged(school, category, changes, hidden, rooms, factor)
                    open_ -= {(one, name) for one in found[0] for name in found[1]} if found else set()
            raised = [self._partners(s, category, hidden, level, factor) for s, category in sorted(open_)]
            wider = {name for names in raised for name in names if level[name] + 1 < len(STEPS)}
            if not wider:
                break
            for name in wider:
                level[name] += 1
        return {name: STEPS[at] for name, at in level.items()}, sorted(open_)

    def _partners(
        self,
        school: str,
        category: str,
        hidden: Mapping[str, set[str]],
        level: Mapping[str, int],
        factor: Fraction,
    ) -> set[str]:
        """Whose totals are rounded more, so that a count can be another: the school, one that hides the same
        category, and their sectors where these are two."""
        held, here = self._is_held(school, factor), self.sectors[school]
        others = [
            other
            for other, found in hidden.items()
            if other != school and category in found and self._is_held(other, factor) == held
        ]
        order = [(self.sectors[other] != here, -level[other], other) for other in others]
        if not order:
            return {school, here}
        other_sector, _, other = min(order)
        return {school, other} | ({here, self.sectors[other]} if other_sector else set())

    def _exchanged(
        self,
        school: str,
        category: str,
        changes: Mapping[str, list[Mapping[str, int]]],
        hidden: Mapping[str, set[str]],
        rooms: Mapping[str, _Room],
        factor: Fraction,
    ) -> tuple[tuple[str, str], Mapping[str, int]] | None:
        """Two schools, and the categories of which the one could have more and the other less.

        Both get what the formula gives, or both are held, and stay so: else the factor would be another.
        """
        here, side = self.sectors[school], self._side(self._units(school), school, factor)
        for change in changes[school]:
            if category not in change:
                continue
            money = self._money(school, change)
            if not rooms[school].has(money):
                continue
            back = {name: -number for name, number in change.items()}
            for other in sorted(hidden):
                there = self.sectors[other]
                if other == school or not change.keys() <= hidden[other] or not self._possible(other, back):
                    continue
                units, gone = self._units(other), self._money(other, back)
                its = self._side(units, other, factor)
                if (
                    rooms[other].has(gone)
                    and side == self._side(self._units(school) + money, school, factor)
                    and its == self._side(units + gone, other, factor)
                    # Of two that are held nothing is seen of the money; of two that are not, only the sum.
                    and ((side and its) or (side == its == gone + money))
                    and (side or here == there or (rooms[here].has(money) and rooms[there].has(gone)))
                ):
                    return (school, other), change
        return None

    def _changes(self, school: str, hidden: set[str]) -> list[Mapping[str, int]]:
        """Ways in which up to three hidden counts of a school could be others, the cheapest first."""
        found: list[Mapping[str, int]] = []
        for many in range(1, 4):
            for categories in combinations(sorted(hidden), many):
                for numbers in product((-2, -1, 1, 2), repeat=many):
                    change = dict(zip(categories, numbers, strict=True))
                    pupils = sum(n for category, n in change.items() if category not in self.needs)
                    if not pupils and self._possible(school, change):
                        found.append(change)
        return sorted(found, key=lambda change: (abs(self._money(school, change)), sorted(change.items())))

    def _possible(self, school: str, more: Mapping[str, int]) -> bool:
        """Whether a school can have so many more: nobody is told which hidden counts are 0, but may guess."""
        true = self.true[school]
        pupils = sum(number for category, number in true.items() if category not in self.needs)
        return all(
            min(1, true[c]) <= true[c] + n <= (pupils if c in self.needs else inf) for c, n in more.items()
        )

    def _units(self, school: str) -> int:
        """The formula amount of a school."""
        return self.amounts[school]

    def _money(self, school: str, more: Mapping[str, int]) -> int:
        """What so many pupils more of some categories, and as many as before in all, bring a school."""
        if self.formula.steps.keys().isdisjoint(more):
            return sum(number * self.formula.per_pupil[name] for name, number in more.items())
        counts = self.hundredths[school]
        changed = {**counts, **{name: counts[name] + n * HUNDREDTHS for name, n in more.items()}}
        return self.formula.amount(changed) - self.amounts[school]

    def _is_held(self, school: str, factor: Fraction) -> bool:
        return self._side(self._units(school), school, factor) != 0

    def _side(self, units: int, school: str, factor: Fraction) -> int:
        """Whether a school of such a formula amount is held at its floor (-1), at its cap (1), or not (0)."""
        value, bounds = units * factor, self.bounds[school]
        if value <= bounds.floor:
            return -1
        return 1 if bounds.cap is not None and value >= bounds.cap else 0

    def _room(self, name: str, step: int, factor: Fraction) -> _Room:
        """How many units formula amounts could be more, or less, and what is shown of a school, or a sector,
        be the same."""
        own = name in self.true
        if own and (side := self._side(self._units(name), name, factor)):
            # What is held shows nothing of its formula amount but that it lies beyond.
            bounds, units = self.bounds[name], self._units(name)
            if not factor:
                return _Room(inf, inf)
            if side < 0:
                return _Room(floor(bounds.floor / factor) - units, inf)
            assert bounds.cap is not None
            return _Room(inf, units - ceil(bounds.cap / factor))
        if not step:
            return _Room(0, 0)
        schools = [name] if own else [s for s in self.true if self.sectors[s] == name]
        total = sum((self.totals[school] for school in schools), Decimal(0))
        shown, half = rounded(total, step), Fraction(step, 2)
        each = units_a_dollar(self.rules.rounding) / factor
        # The last unit may come by remainder, so the edges are left alone by one.
        more = floor((Fraction(shown - total) + half) * each) - ceil(2 / factor)
        return _Room(more, floor((Fraction(total - shown) + half) * each) - ceil(2 / factor))
