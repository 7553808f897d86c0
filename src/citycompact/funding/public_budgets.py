"""What everybody may read of a year's budgets, so that no small count of children can be computed from it.

Counts go through the suppression of every public count (:mod:`citycompact.privacy`). Money would give them
back: amount divided by the dollars of a pupil is a count, and where all lines of a school but one are known,
its total gives the last. So a hidden count has no amount, and totals of schools and sectors are rounded as
far as is needed, by :data:`STEPS`, that each hidden count can still be another one.

That is shown by exchange: for each hidden count there is another school that hides the same categories, so
that the one could have a pupil or two more of them and the other as many less, by which every sum of counts,
the sum of all budgets, and every total as it is rounded stay what they are. Where there is no such school,
one is made by hiding its counts too. The reader is taken to know the formula amount of a school, so rounded,
even where its floor or cap says less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, product
from math import floor, inf
from typing import Any

import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Result
from citycompact.funding.decide import frame_of_rows
from citycompact.funding.formula import Formula, Line, counts_of
from citycompact.funding.measures import sector_of
from citycompact.funding.money import HUNDREDTHS, half_up, in_dollars, units_a_dollar
from citycompact.funding.rules import FundingRules
from citycompact.privacy import PublicTable, Sum, publish

STEPS = (0, 100, 1_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000)
"""Dollars to which totals are rounded; 0: not at all."""
PUBLIC = {
    "public_counts": {
        "school_id": "text",
        "category": "text",
        "pupils": "integer",
        "per_pupil": "decimal",
        "amount": "decimal",
    },
    "public_schools": {
        "school_id": "text",
        "sector": "text",
        "pupils": "integer",
        "amount": "decimal",
        "per_pupil": "decimal",
        "rounded_to": "decimal",
    },
    "public_sectors": {
        "sector": "text",
        "schools": "integer",
        "pupils": "integer",
        "amount": "decimal",
        "per_pupil": "decimal",
        "rounded_to": "decimal",
    },
    "public_categories": {
        "category": "text",
        "need": "boolean",
        "weight": "decimal",
        "per_pupil": "decimal",
        "pupils": "integer",
    },
}
"""Columns of the public tables. ``rounded_to`` is 0 where totals are exact; what is empty is hidden."""

_PUPILS = "pupils"


def public_budgets(facts: CityPackage, rules: FundingRules, result: Result) -> dict[str, pl.DataFrame]:
    """The public tables, with the columns of :data:`PUBLIC`."""
    shown = _Shown(facts, rules)
    totals = dict(result.tables["schools"].select("school_id", "amount").iter_rows())
    steps = shown.protect(Fraction(str(result.values["factor"])))
    each = {n: in_dollars(units, rules.rounding) for n, units in shown.formula.per_pupil.items()}
    counts = [
        (school, category, number, each[category], None if number is None else number * each[category])
        for school, category, number in shown.counts.select("school_id", "category", _PUPILS).iter_rows()
    ]
    schools = []
    for school, number in shown.schools.select("school_id", _PUPILS).iter_rows():
        amount = rounded(totals[school], steps[school])
        each_pupil = _each(amount, number)
        schools.append((school, shown.sectors[school], number, amount, each_pupil, Decimal(steps[school])))
    sectors = []
    for sector, number in shown.of_sectors.select("sector", _PUPILS).iter_rows():
        mine = [school for school, its in shown.sectors.items() if its == sector and school in shown.true]
        amount = rounded(sum((totals[school] for school in mine), Decimal(0)), steps[sector])
        sectors.append((sector, len(mine), number, amount, _each(amount, number), Decimal(steps[sector])))
    number = dict(shown.categories.select("category", _PUPILS).iter_rows())
    categories = [
        (item.category, item.need, item.weight, each[item.category], number.get(item.category, 0))
        for item in rules.weights
    ]
    rows: dict[str, list[tuple[Any, ...]]] = {
        "public_counts": counts,
        "public_schools": schools,
        "public_sectors": sectors,
        "public_categories": categories,
    }
    return {name: frame_of_rows(found, PUBLIC[name]) for name, found in rows.items()}


def rounded(amount: Decimal, step: int) -> Decimal:
    """An amount as it is shown: to the nearest multiple of a step, half up."""
    return amount if not step else Decimal(half_up(Fraction(amount) / step)) * step


def _each(amount: Decimal, pupils: int | None) -> Decimal | None:
    """Whole dollars of a pupil, of an amount as it is shown."""
    return Decimal(half_up(Fraction(amount) / pupils)) if pupils else None


@dataclass(frozen=True)
class _Change:
    """So many more, or less, of some categories of a school, and the units that this brings."""

    counts: Mapping[str, int]
    money: int


@dataclass(frozen=True)
class _Room:
    """How many units an amount could be more, and less, without being shown otherwise."""

    more: float
    less: float

    def has(self, units: int) -> bool:
        """Whether it could be so many more (less, where they are negative)."""
        return -self.less <= units <= self.more


class _Shown:
    """The counts as they are shown, in whole pupils, and what a reader knows of the hidden ones."""

    def __init__(self, facts: CityPackage, rules: FundingRules) -> None:
        self.rules, self.formula = rules, Formula.of(rules)
        self.sectors = sector_of(facts)
        self.true: dict[str, dict[str, int]] = {
            school: {name: half_up(Fraction(n, HUNDREDTHS)) for name, n in counted.items()}
            for school, counted in counts_of(facts).items()
        }
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
        self.publish({})

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
        taken = {_PUPILS: pl.col("withheld").fill_null(False)}
        published = publish(
            [
                PublicTable("grades", counts.filter(~pl.col("need")), (_PUPILS,), withheld=taken),
                PublicTable("needs", needs, (_PUPILS, "rest"), withheld=taken),
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
            ],
        )
        self.schools, self.of_sectors = published["schools"], published["sectors"]
        columns = ["school_id", "category", _PUPILS]
        self.counts = pl.concat([published[name].select(columns) for name in ("grades", "needs")]).sort(
            columns[:2]
        )
        self.categories = pl.concat([published["of grades"], published["of needs"]])

    def protect(self, factor: Fraction) -> dict[str, int]:
        """Round totals, and where that alone does not help hide more counts, until nothing is given away.

        Returns
        -------
        Dollars to which the total of each school, and of each sector, is rounded.
        """
        withheld: dict[str, set[str]] = {}
        while True:
            steps, given_away = self._steps(factor)
            more = next((found for cell in given_away if (found := self._to_withhold(*cell))), None)
            if more is None:
                return steps
            for school, categories in more.items():
                withheld.setdefault(school, set()).update(categories)
            self.publish(withheld)

    def _hidden(self) -> dict[str, set[str]]:
        """Categories whose counts are hidden, by school."""
        rows = self.counts.filter(pl.col(_PUPILS).is_null())
        return {str(school): set(found["category"]) for (school,), found in rows.group_by("school_id")}

    def _to_withhold(self, school: str, category: str) -> dict[str, set[str]]:
        """What else to hide, so that a count can be another one; nothing where nothing is left to hide."""
        hidden = self._hidden()
        changes = [change for change in self._changes(school, hidden[school]) if category in change.counts]
        if not changes:
            # No other count of the school could be less where this one is more.
            others = [
                (number, name)
                for name, number in self.true[school].items()
                if number and name not in self.needs and name not in hidden[school]
            ]
            return {school: {min(others)[1]}} if others else {}
        wanted = set(changes[0].counts)
        partners = [
            (self.sectors[other] != self.sectors[school], len(missing), other)
            for other, its in self.true.items()
            if other != school
            and wanted <= {name for name, number in its.items() if number > 1}
            and (missing := wanted - hidden.get(other, set()))
        ]
        return {min(partners)[2]: wanted} if partners else {}

    def _steps(self, factor: Fraction) -> tuple[dict[str, int], list[tuple[str, str]]]:
        """Dollars to which totals are rounded, and the counts that are given away all the same."""
        hidden = self._hidden()
        level = dict.fromkeys([*self.true, *self.sectors.values()], 0)
        changes = {school: self._changes(school, hidden[school]) for school in sorted(hidden)}
        while True:
            rooms = {name: self._room(name, STEPS[at], factor) for name, at in level.items()}
            # Anew each time: rounded further, an amount may lie at the other edge of what it is shown as.
            open_ = {(school, category) for school, found in hidden.items() for category in found}
            for school, category in sorted(open_):
                if (school, category) in open_:
                    found = self._exchanged(school, category, changes, hidden, rooms)
                    open_ -= {(one, name) for one in found[0] for name in found[1]} if found else set()
            raised = [self._partners(school, category, hidden, level) for school, category in sorted(open_)]
            wider = {name for names in raised for name in names if level[name] + 1 < len(STEPS)}
            if not wider:
                break
            for name in wider:
                level[name] += 1
        return {name: STEPS[at] for name, at in level.items()}, sorted(open_)

    def _partners(
        self, school: str, category: str, hidden: Mapping[str, set[str]], level: Mapping[str, int]
    ) -> set[str]:
        """Whose totals are rounded more, so that a count can be another: the school, one that hides the same
        category, and their sectors where these are two."""
        others = [other for other, found in hidden.items() if other != school and category in found]
        here = self.sectors[school]
        order = [(self.sectors[other] != here, -level[other], other) for other in others]
        if not order:
            return {school, here}
        other_sector, _, other = min(order)
        return {school, other} | ({here, self.sectors[other]} if other_sector else set())

    def _exchanged(
        self,
        school: str,
        category: str,
        changes: Mapping[str, list[_Change]],
        hidden: Mapping[str, set[str]],
        rooms: Mapping[str, _Room],
    ) -> tuple[tuple[str, str], Mapping[str, int]] | None:
        """Two schools, and the categories of which the one could have more and the other less."""
        here = self.sectors[school]
        for change in changes[school]:
            if category not in change.counts or not rooms[school].has(change.money):
                continue
            for other in sorted(hidden):
                there = self.sectors[other]
                if (
                    other != school
                    and change.counts.keys() <= hidden[other]
                    and rooms[other].has(-change.money)
                    and (here == there or (rooms[here].has(change.money) and rooms[there].has(-change.money)))
                    and self._possible(other, {name: -number for name, number in change.counts.items()})
                ):
                    return (school, other), change.counts
        return None

    def _changes(self, school: str, hidden: set[str]) -> list[_Change]:
        """Ways in which up to three hidden counts of a school could be others, the cheapest first."""
        each = self._per_pupil(school)
        found = []
        for many in range(1, 4):
            for categories in combinations(sorted(hidden), many):
                for numbers in product((-2, -1, 1, 2), repeat=many):
                    counts = dict(zip(categories, numbers, strict=True))
                    pupils = sum(n for category, n in counts.items() if category not in self.needs)
                    if not pupils and self._possible(school, counts):
                        money = sum(n * each[category] for category, n in counts.items())
                        found.append(_Change(counts, money))
        return sorted(found, key=lambda change: (abs(change.money), sorted(change.counts.items())))

    def _possible(self, school: str, more: Mapping[str, int]) -> bool:
        """Whether a school can have so many more: nobody is told which hidden counts are 0, but may guess."""
        true = self.true[school]
        pupils = sum(number for category, number in true.items() if category not in self.needs)
        return all(
            min(1, true[c]) <= true[c] + n <= (pupils if c in self.needs else inf) for c, n in more.items()
        )

    def _per_pupil(self, school: str) -> dict[str, int]:
        """Units that one more of a category brings a school, its step of concentration included."""
        each = dict.fromkeys(self.true[school], 0)
        for line in self._lines(school):
            name = line.line.partition(":")[2] or line.line
            if name in each and line.per_pupil is not None:
                each[name] += line.per_pupil
        return each

    def _lines(self, school: str) -> list[Line]:
        return self.formula.lines({name: number * HUNDREDTHS for name, number in self.true[school].items()})

    def _room(self, name: str, step: int, factor: Fraction) -> _Room:
        """How many units the formula amount of a school, or a sector, could be more, or less, and be shown as
        it is."""
        schools = [name] if name in self.true else [s for s in self.true if self.sectors[s] == name]
        units = sum(line.amount for school in schools for line in self._lines(school))
        if not factor:
            return _Room(inf, inf)
        each = units_a_dollar(self.rules.rounding)
        dollars = units * factor / each
        shown = half_up(dollars / step) * step if step else dollars
        half = Fraction(step, 2)
        return _Room(
            floor((shown + half - dollars) * each / factor), floor((dollars - shown + half) * each / factor)
        )
