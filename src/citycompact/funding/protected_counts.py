"""Which counts of a year's budgets everybody may read, and how large those that are hidden may be.

Counts go through the suppression of every public count (:mod:`citycompact.privacy`): the counts of a school
by category, its pupils, and their sums by sector and category. A correction shows nothing that an earlier
publication hid (table ``published_before``), and no sum of a count that it newly hides: beside the earlier
sum it would tell that count.

What everybody may read of money follows from what is shown here and the rules, and from nothing else
(:mod:`citycompact.funding.public_amounts`). Of a need that many schools have few children of, that would
leave every total open: so beside the counts it is told of each sector and need that no hidden count of it is
more than ``at_most``, and told only where each hidden count could still be any number from 0 to that one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from citycompact.city import CityPackage
from citycompact.funding.formula import Formula, counts_of
from citycompact.funding.measures import sector_of
from citycompact.funding.money import HUNDREDTHS
from citycompact.funding.rules import FundingRules
from citycompact.privacy import PublicTable, Sum, publish

Cell = tuple[str, str]
"""A school, or a sector, and a category; either is empty where a sum is over all of them."""
Hidden = dict[str, set[Cell]]
"""Cells that are hidden, by kind of count, as ``published_before`` says it."""
KINDS = ("count", "school", "sector", "category", "in_sector")
ONCE, NEED, SUM = "once", "need", "sum"
LEVELS = tuple(n * HUNDREDTHS for n in (10, 20, 30, 50, 100, 200, 300, 500, 1_000))
"""Hundredths of pupils that ``at_most`` can be."""
_PUPILS, _GONE = "pupils", "withheld"


@dataclass(frozen=True)
class ShownCounts:
    """What everybody may read, in hundredths of pupils; None is hidden.

    ``counts`` by school and category, and their sums: ``schools``, ``sectors``, ``categories``, and
    ``in_sectors`` by sector and category. ``at_most`` by sector and need, where it is told.
    """

    counts: Mapping[str, Mapping[str, int | None]]
    schools: Mapping[str, int | None]
    sectors: Mapping[str, int | None]
    categories: Mapping[str, int | None]
    in_sectors: Mapping[Cell, int | None]
    sector_of: Mapping[str, str]
    at_most: Mapping[Cell, int]

    def unknown(self, category: str) -> list[tuple[list[str], int | None]]:
        """Schools whose counts of a category are hidden, and what these are together, where that is known:
        by sector, or of all sectors together whose own sum is hidden."""
        hidden: dict[str, list[str]] = {sector: [] for sector in self.sectors}
        seen = dict.fromkeys(self.sectors, 0)
        for school, counted in self.counts.items():
            if (number := counted.get(category, 0)) is None:
                hidden[self.sector_of[school]].append(school)
            else:
                seen[self.sector_of[school]] += number
        found, rest, schools = [], self.categories.get(category, 0), []
        for sector, mine in hidden.items():
            total = self.in_sectors.get((sector, category), 0)
            if total is None:
                schools += mine
                rest = None if rest is None else rest - seen[sector]
            else:
                found.append((mine, total - seen[sector]))
                rest = None if rest is None else rest - total
        return [(mine, left) for mine, left in [*found, (schools, rest)] if mine]


def shown_counts(facts: CityPackage, rules: FundingRules) -> ShownCounts:
    """The counts of a year as they are shown."""
    true, sectors = counts_of(facts), sector_of(facts)
    exact = _Exact(true, sectors, Formula.of(rules).pupil_categories)
    before, levels = _published_before(facts)
    first, hidden = before, exact.hidden(before)
    if facts.tables["published_before"].height:
        while more := exact.sums_of(hidden["count"] - first["count"], hidden["school"] - first["school"]):
            if all(cells <= hidden[kind] for kind, cells in more.items()):
                break
            before = {kind: before[kind] | more.get(kind, set()) for kind in KINDS}
            hidden = exact.hidden(before)

    def told(kind: str, counts: Mapping[Cell, int]) -> dict[Cell, int | None]:
        return {cell: None if cell in hidden[kind] else number for cell, number in counts.items()}

    shown = ShownCounts(
        {
            school: {c: None if (school, c) in hidden["count"] else n for c, n in counted.items()}
            for school, counted in true.items()
        },
        {school: number for (school, _), number in told("school", exact.schools).items()},
        {sector: number for (sector, _), number in told("sector", exact.sectors).items()},
        {category: number for (_, category), number in told("category", exact.categories).items()},
        told("in_sector", exact.in_sectors),
        {school: sectors[school] for school in true},
        {},
    )
    needs = sorted(shown.categories.keys() - exact.grades)
    found = [cell for need in needs for cell in _told(need, true, shown, levels)]
    return replace(shown, at_most=dict(found))


def _told(
    need: str, true: Mapping[str, Mapping[str, int]], shown: ShownCounts, before: Mapping[Cell, int]
) -> list[tuple[Cell, int]]:
    """Of a need, by sector the least level that no hidden count is above, where one may be told.

    Each hidden count stays able to be any number up to the level: where their sum is known, as all others
    together can make it up; and as more than a lower level could be at two schools, and leaves two thirds of
    the sum to the others. A level never falls, and what was not told is not told later: beside a sum that has
    changed by one, a level that fell would be a count.
    """
    found = []
    for schools, rest in shown.unknown(need):
        cells = sorted({(shown.sector_of[school], need) for school in schools})
        was = [before[cell] for cell in cells if cell in before]
        if 0 in was:
            continue
        # A school whose pupils are hidden has few.
        pupils = sorted(shown.schools[school] or 0 for school in schools)
        levels = [level for level in LEVELS if len(pupils) > 1 and pupils[-2] > level]
        if rest is not None:
            others = {level: sum(min(level, number) for number in pupils[:-1]) for level in levels}
            levels = [level for level in levels if 3 * level <= rest <= others[level]]
        least = max([*was, *(true[school][need] for school in schools)])
        level = next((level for level in levels if level >= least), None)
        if level is not None:
            found += [(cell, level) for cell in cells]
    return found


def _published_before(facts: CityPackage) -> tuple[Hidden, dict[Cell, int]]:
    """What an earlier publication of the year hid, and what it told of hidden counts (0: nothing)."""
    hidden: Hidden = {kind: set() for kind in KINDS}
    levels = {}
    for what, name, category, told in (
        facts.tables["published_before"].select("what", "name", "category", "told").iter_rows()
    ):
        if what == NEED:
            levels[name, category] = int(told * HUNDREDTHS)
        elif what in hidden:
            hidden[what].add((name, category))
    return hidden, levels


class _Exact:
    """The true counts and their sums, and which of them suppression hides."""

    def __init__(
        self, true: Mapping[str, Mapping[str, int]], sectors: Mapping[str, str], grades: frozenset[str]
    ) -> None:
        self.grades, self.sector_of = grades, sectors
        self.schools: dict[Cell, int] = defaultdict(int)
        self.sectors: dict[Cell, int] = defaultdict(int)
        self.categories: dict[Cell, int] = defaultdict(int)
        self.in_sectors: dict[Cell, int] = defaultdict(int)
        cells = []
        for school, counted in true.items():
            sector = sectors[school]
            for category, number in counted.items():
                need = category not in grades
                # A part of a child is a child, and small: suppression counts children.
                cells.append((school, sector, category, need, -(-number // HUNDREDTHS)))
                self.schools[school, ""] += 0 if need else number
                self.sectors[sector, ""] += 0 if need else number
                self.categories["", category] += number
                self.in_sectors[sector, category] += number
        keys = dict.fromkeys(("school_id", "sector", "category"), pl.String)
        schema = {**keys, "need": pl.Boolean, _PUPILS: pl.Int64}
        counts = pl.DataFrame(cells, schema=schema, orient="row").with_columns(none=pl.lit(""))
        in_grades = counts.with_columns(pl.when("need").then(0).otherwise(_PUPILS).alias(_PUPILS))
        self._frames = {
            "count": counts,
            "school": _summed(in_grades, "school_id", "sector", "none"),
            "sector": _summed(in_grades, "sector", "none"),
            "category": _summed(counts, "category", "need", "none").sort("category"),
            "in_sector": _summed(counts, "sector", "category", "need").sort("sector", "category"),
        }

    def hidden(self, before: Hidden) -> Hidden:
        """What is small, what would give it away, and what was hidden before."""
        frames = {kind: self._marked(kind, before[kind]) for kind in KINDS}
        counts, schools, categories = frames["count"], frames["school"], frames["category"]
        pupils = schools.select("school_id", school=_PUPILS)
        needs = counts.filter("need").join(pupils, on="school_id", maintain_order="left")
        # Parts of children, each rounded up, may be more than all of them.
        needs = needs.with_columns(school=pl.max_horizontal("school", _PUPILS))
        needs = needs.with_columns(rest=pl.col("school") - pl.col(_PUPILS))
        taken, one = {_PUPILS: pl.col(_GONE)}, (_PUPILS,)
        three = (_PUPILS, "rest", "school")
        grade, need = ~pl.col("need"), pl.col("need")
        tables = [
            ("count", PublicTable("grades", counts.filter(grade), one, withheld=taken)),
            ("count", PublicTable("needs", needs, three, known={"school": pl.lit(True)}, withheld=taken)),
            ("school", PublicTable("schools", schools, one, withheld=taken)),
            ("sector", PublicTable("sectors", frames["sector"], one, withheld=taken)),
            ("category", PublicTable("of grades", categories.filter(grade), one, withheld=taken)),
            ("category", PublicTable("of needs", categories.filter(need), one, withheld=taken)),
            (
                "in_sector",
                PublicTable("its grades", frames["in_sector"].filter(grade), one, withheld=taken),
            ),
            ("in_sector", PublicTable("its needs", frames["in_sector"].filter(need), one, withheld=taken)),
        ]
        both = ("sector", "category")
        published = publish(
            [table for _, table in tables],
            [
                Sum(("schools", _PUPILS), (("grades", _PUPILS),), by=("school_id",)),
                Sum(("its grades", _PUPILS), (("grades", _PUPILS),), by=both),
                Sum(("sectors", _PUPILS), (("schools", _PUPILS),), by=("sector",)),
                Sum(("sectors", _PUPILS), (("its grades", _PUPILS),), by=("sector",)),
                Sum(("of grades", _PUPILS), (("its grades", _PUPILS),), by=("category",)),
                Sum(("its needs", _PUPILS), (("needs", _PUPILS),), by=both),
                Sum(("of needs", _PUPILS), (("its needs", _PUPILS),), by=("category",)),
                # Where all pupils but a few have a need, those few are hidden by hiding who has it.
                Sum(
                    ("needs", "school"), (("needs", _PUPILS), ("needs", "rest")), by=("school_id", "category")
                ),
            ],
        )
        found: Hidden = {kind: set() for kind in KINDS}
        for kind, table in tables:
            rows = published[table.name].filter(pl.col(_PUPILS).is_null())
            found[kind] |= set(rows.select(_KEYS[kind]).rows())
        return found

    def _marked(self, kind: str, gone: set[Cell]) -> pl.DataFrame:
        """The counts of a kind, and whether they are to be hidden whatever they are."""
        keys = list(_KEYS[kind])
        rows = [(*cell, True) for cell in sorted(gone)]
        schema = {**dict.fromkeys(keys, pl.String), _GONE: pl.Boolean}
        marked = pl.DataFrame(rows, schema=schema, orient="row")
        frame = self._frames[kind].join(marked, on=keys, how="left", maintain_order="left")
        return frame.with_columns(pl.col(_GONE).fill_null(value=False))

    def sums_of(self, counts: set[Cell], schools: set[Cell]) -> Hidden:
        """All sums that hold one of these counts, or the pupils of one of these schools."""
        of_schools = {school for school, _ in schools} | {s for s, c in counts if c in self.grades}
        return {
            "school": {(school, "") for school in of_schools},
            "sector": {(self.sector_of[school], "") for school in of_schools},
            "category": {("", category) for _, category in counts},
            "in_sector": {(self.sector_of[school], category) for school, category in counts},
        }


_KEYS = {
    "count": ("school_id", "category"),
    "school": ("school_id", "none"),
    "sector": ("sector", "none"),
    "category": ("none", "category"),
    "in_sector": ("sector", "category"),
}
"""Columns that a cell of each kind is found by."""


def _summed(counts: pl.DataFrame, *by: str) -> pl.DataFrame:
    return counts.group_by(*by, maintain_order=True).agg(pl.col(_PUPILS).sum())
