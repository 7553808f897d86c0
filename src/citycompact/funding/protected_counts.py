"""Which counts of a year's budgets everybody may read, and how large those that are hidden may be.

Counts go through the suppression of every public count (:mod:`citycompact.privacy`): the counts of a school
by category, its pupils, and their sums by sector and category; where each child has one need at most
(``needs = "highest"``), a school's needs and its children without any are its pupils. A correction shows
nothing that an earlier publication hid (table ``published_before``), and no sum of a count that it newly
hides: beside the earlier sum it would tell that count.

What everybody may read of money follows from what is shown here and the rules, and from nothing else
(:mod:`citycompact.funding.public_amounts`). Of a need that many schools have few children of, that would
leave every total open: so beside the counts it is told of each sector and need that no hidden count of it is
more than ``at_most``, and told only where by sums and levels each of them could be anything from 0 to there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from citycompact.city import CityPackage
from citycompact.funding.formula import Formula, counts_of
from citycompact.funding.measures import sector_of
from citycompact.funding.money import HUNDREDTHS
from citycompact.funding.rules import FundingRules
from citycompact.funding.tables import COUNTED, NEED, ONCE, SECTOR, SUM
from citycompact.privacy import SMALLEST_SHOWN, PublicTable, Sum, publish

Cell = tuple[str, str]
"""A school, or a sector, and a category; either is empty where a sum is over all of them."""
Hidden = dict[str, set[Cell]]
"""Cells that are hidden, by kind of count."""
LEVELS = tuple(n * HUNDREDTHS for n in (10, 20, 30, 50, 100, 200, 300, 500, 1_000))
"""Hundredths of pupils that ``at_most`` can be."""
_SHARE = 3
"""The sum of hidden counts is so many times a level at least."""
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


@dataclass(frozen=True)
class Earlier:
    """What an earlier publication of the year showed; nothing, before there was any.

    ``levels`` by sector and need in hundredths of pupils (0: not told), ``sums`` by sector in dollars.
    """

    published: bool
    hidden: Hidden
    sector_of: Mapping[str, str]
    levels: Mapping[Cell, int]
    sums: Mapping[str, Decimal]

    @classmethod
    def of(cls, facts: CityPackage) -> Earlier:
        """As the table ``published_before`` says it."""
        hidden: Hidden = {kind: set() for kind in COUNTED}
        levels, sums, sectors = {}, {}, {}
        rows = facts.tables["published_before"]
        for what, name, category, told in rows.select("what", "name", "category", "told").iter_rows():
            if what == NEED:
                levels[name, category] = int(told * HUNDREDTHS)
            elif what == SUM:
                sums[name] = told
            elif what == SECTOR:
                sectors[name] = category
            elif what != ONCE:
                hidden[what].add((name, category))
        return cls(not rows.is_empty(), hidden, sectors, levels, sums)


def shown_counts(facts: CityPackage, rules: FundingRules) -> ShownCounts:
    """The counts of a year as they are shown."""
    true, sectors = counts_of(facts), sector_of(facts)
    grades, earlier = Formula.of(rules).pupil_categories, Earlier.of(facts)
    counted = _Counted(true, sectors, grades, one_need=rules.needs == "highest")
    hidden = _hidden(counted, earlier)

    def shown(kind: str, counts: Mapping[Cell, int]) -> dict[Cell, int | None]:
        return {cell: None if cell in hidden[kind] else number for cell, number in counts.items()}

    without_levels = ShownCounts(
        {
            school: {c: None if (school, c) in hidden["count"] else n for c, n in its.items()}
            for school, its in true.items()
        },
        {school: number for (school, _), number in shown("school", counted.schools).items()},
        {sector: number for (sector, _), number in shown("sector", counted.sectors).items()},
        {category: number for (_, category), number in shown("category", counted.categories).items()},
        shown("in_sector", counted.in_sectors),
        {school: sectors[school] for school in true},
        {},
    )
    needs = sorted(without_levels.categories.keys() - grades)
    room = counted.room(without_levels)
    levels = [found for need in needs for found in _levels_of(need, true, without_levels, room, earlier)]
    return replace(without_levels, at_most=dict(levels))


def _hidden(counted: _Counted, earlier: Earlier) -> Hidden:
    """What suppression hides, and in a correction what was hidden before, and sums of what newly is.

    A count that was hidden and is no row any more is a known 0 now, and one of a school that changed sectors
    left one sum for another: these sums would tell what it was.
    """
    withheld = earlier.hidden
    moved = {s for s, sector in earlier.sector_of.items() if counted.sector_of.get(s, sector) != sector}
    while True:
        hidden = counted.hidden(withheld)
        if not earlier.published:
            return hidden
        new = {
            kind: (hidden[kind] - earlier.hidden[kind])
            | (earlier.hidden[kind] - counted.cells(kind))
            | {cell for cell in earlier.hidden[kind] if cell[0] in moved}
            for kind in ("count", "school")
        }
        sums = counted.sums_of(new["count"], new["school"], moved)
        if all(cells <= hidden[kind] for kind, cells in sums.items()):
            return hidden
        withheld = {kind: withheld[kind] | sums.get(kind, set()) for kind in COUNTED}


def _levels_of(
    need: str,
    true: Mapping[str, Mapping[str, int]],
    shown: ShownCounts,
    room: Mapping[str, int],
    earlier: Earlier,
) -> list[tuple[Cell, int]]:
    """Of a need, by sector the least level that no hidden count is above, where one may be told.

    A level never falls, and what was not told is not told later: beside a sum that has changed by one, a
    level that fell would be a count.
    """
    found = []
    for schools, rest in shown.unknown(need):
        cells = sorted({(shown.sector_of[school], need) for school in schools})
        were = [earlier.levels[cell] for cell in cells if cell in earlier.levels]
        if 0 in were:
            continue
        rooms = sorted(room[school] for school in schools)
        least = max([*were, *(true[school][need] for school in schools)])
        level = next((level for level in _levels_that_say_nothing(rooms, rest) if level >= least), None)
        if level is not None:
            found += [(cell, level) for cell in cells]
    return found


def _levels_that_say_nothing(rooms: Sequence[int], rest: int | None) -> list[int]:
    """Levels of which each leaves every hidden count of a need free to be anything up to it.

    Parameters
    ----------
    rooms
        How large a count can be at each school that hides it, the least first.
    rest
        What these counts are together, where their sums are shown.
    """
    # That the level below was not enough says that one count is above it: any of two schools could be that.
    levels = [level for level in LEVELS if len(rooms) > 1 and rooms[-2] > level]
    if rest is None:
        return levels
    # One count can be at the level, as that is a third of the sum; and be 0, as the others can make up the
    # sum, even without the largest school.
    return [
        level
        for level in levels
        if _SHARE * level <= rest <= sum(min(level, number) for number in rooms[:-1])
    ]


class _Counted:
    """The true counts and their sums, and which of them suppression hides."""

    def __init__(
        self,
        true: Mapping[str, Mapping[str, int]],
        sectors: Mapping[str, str],
        grades: frozenset[str],
        *,
        one_need: bool,
    ) -> None:
        self.grades, self.sector_of = grades, sectors
        self.schools: dict[Cell, int] = defaultdict(int)
        self.sectors: dict[Cell, int] = defaultdict(int)
        self.categories: dict[Cell, int] = defaultdict(int)
        self.in_sectors: dict[Cell, int] = defaultdict(int)
        cells, without = [], []
        for school, counted in true.items():
            sector, pupils = sectors[school], sum(n for c, n in counted.items() if c in grades)
            children = {c: _children(n) for c, n in counted.items() if c in grades}
            every = sum(children.values())
            for category, number in counted.items():
                need = category not in grades
                if need:
                    children[category] = _with_need(number, pupils, every)
                cells.append((school, sector, category, need, children[category], every))
                self.schools[school, ""] += 0 if need else number
                self.sectors[sector, ""] += 0 if need else number
                self.categories["", category] += number
                self.in_sectors[sector, category] += number
            free = pupils - sum(n for c, n in counted.items() if c not in grades)
            without.append((school, _children(max(0, free))))
            one_need = one_need and free >= 0
        self._one_need = one_need
        self._without = pl.DataFrame(
            without if one_need else [], schema={"school_id": pl.String, "none": pl.Int64}, orient="row"
        )
        keys = dict.fromkeys(("school_id", "sector", "category"), pl.String)
        schema = {**keys, "need": pl.Boolean, _PUPILS: pl.Int64, "school": pl.Int64}
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
        frames = {kind: self._marked(kind, before[kind]) for kind in COUNTED}
        counts, schools, categories = frames["count"], frames["school"], frames["category"]
        needs = counts.filter("need").with_columns(rest=pl.col("school") - pl.col(_PUPILS))
        of_needs = needs.group_by("school_id", maintain_order=True).agg(some=pl.col(_PUPILS).sum())
        without = self._without.join(of_needs, on="school_id", how="inner", maintain_order="left")
        without = without.with_columns(school=pl.col("some") + pl.col("none"))
        taken, only = {_PUPILS: pl.col(_GONE)}, (_PUPILS,)
        with_rest = (_PUPILS, "rest", "school")
        grade, need = ~pl.col("need"), pl.col("need")
        tables = [
            ("count", PublicTable("grades", counts.filter(grade), only, withheld=taken)),
            ("count", PublicTable("needs", needs, with_rest, withheld=taken)),
            ("school", PublicTable("schools", schools, only, withheld=taken)),
            ("sector", PublicTable("sectors", frames["sector"], only, withheld=taken)),
            ("category", PublicTable("of grades", categories.filter(grade), only, withheld=taken)),
            ("category", PublicTable("of needs", categories.filter(need), only, withheld=taken)),
            (
                "in_sector",
                PublicTable("its grades", frames["in_sector"].filter(grade), only, withheld=taken),
            ),
            ("in_sector", PublicTable("its needs", frames["in_sector"].filter(need), only, withheld=taken)),
        ]
        both = ("sector", "category")
        untold = {"none": pl.lit(True)}
        one_need = PublicTable(
            "one need", without, ("none", "school"), known={"school": pl.lit(True)}, withheld=untold
        )
        published = publish(
            [*(table for _, table in tables), one_need],
            [
                Sum(("schools", _PUPILS), (("grades", _PUPILS),), by=("school_id",)),
                Sum(("its grades", _PUPILS), (("grades", _PUPILS),), by=both),
                Sum(("sectors", _PUPILS), (("schools", _PUPILS),), by=("sector",)),
                Sum(("sectors", _PUPILS), (("its grades", _PUPILS),), by=("sector",)),
                Sum(("of grades", _PUPILS), (("its grades", _PUPILS),), by=("category",)),
                Sum(("its needs", _PUPILS), (("needs", _PUPILS),), by=both),
                Sum(("of needs", _PUPILS), (("its needs", _PUPILS),), by=("category",)),
                Sum(("needs", "school"), (("schools", _PUPILS),), by=("school_id",), repeated=True),
                # Where all pupils but a few have a need, those few are hidden by hiding who has it.
                Sum(
                    ("needs", "school"), (("needs", _PUPILS), ("needs", "rest")), by=("school_id", "category")
                ),
                *self._sums_of_one_need(),
            ],
        )
        found: Hidden = {kind: set() for kind in COUNTED}
        for kind, table in tables:
            rows = published[table.name].filter(pl.col(_PUPILS).is_null())
            found[kind] |= set(rows.select(COUNTED[kind]).rows())
        return found

    def _sums_of_one_need(self) -> list[Sum]:
        """What all needs of a school and its children without any add up to, where each has one at most."""
        if not self._one_need:
            return []
        return [
            Sum(("one need", "school"), (("needs", _PUPILS), ("one need", "none")), by=("school_id",)),
        ]

    def room(self, shown: ShownCounts) -> dict[str, int]:
        """How large a hidden count of a need can be at each school, whatever its other hidden counts are."""
        found = {}
        for school, its in shown.counts.items():
            # A school whose pupils are hidden has few.
            found[school] = shown.schools[school] or 0
            if self._one_need:
                needs = [number for category, number in its.items() if category not in self.grades]
                shared = found[school] - sum(number or 0 for number in needs)
                found[school] = max(0, shared) // max(1, needs.count(None))
        return found

    def cells(self, kind: str) -> set[Cell]:
        """All cells of a kind that there are."""
        return set(self._frames[kind].select(COUNTED[kind]).rows())

    def _marked(self, kind: str, gone: set[Cell]) -> pl.DataFrame:
        """The counts of a kind, and whether they are to be hidden whatever they are."""
        keys = list(COUNTED[kind])
        rows = [(*cell, True) for cell in sorted(gone)]
        schema = {**dict.fromkeys(keys, pl.String), _GONE: pl.Boolean}
        marked = pl.DataFrame(rows, schema=schema, orient="row")
        frame = self._frames[kind].join(marked, on=keys, how="left", maintain_order="left")
        return frame.with_columns(pl.col(_GONE).fill_null(value=False))

    def sums_of(self, counts: set[Cell], schools: set[Cell], moved: Collection[str]) -> Hidden:
        """All sums that hold one of these counts, or the pupils of one of these schools."""
        of_schools = {school for school, _ in schools} | {s for s, c in counts if c in self.grades}
        every = sorted({sector for sector, _ in self.sectors})

        def sectors(school: str) -> list[str]:
            # A school that is gone, or was in another, may have been in any.
            here = self.sector_of.get(school)
            return every if here is None or school in moved else [here]

        return {
            "school": {(school, "") for school in of_schools} & self.cells("school"),
            "sector": {(sector, "") for school in of_schools for sector in sectors(school)}
            & self.cells("sector"),
            "category": {("", c) for _, c in counts} & self.cells("category"),
            "in_sector": {(sector, c) for school, c in counts for sector in sectors(school)}
            & self.cells("in_sector"),
        }


def _children(hundredths: int) -> int:
    """Whole children of a count: a part of a child is a child, and small; of many, parts are left out."""
    whole, part = divmod(hundredths, HUNDREDTHS)
    return whole + (part > 0 and whole < SMALLEST_SHOWN)


def _with_need(number: int, pupils: int, every: int) -> int:
    """Whole children with a need, so that neither they nor those without it are fewer than they are where
    they are few."""
    rest = pupils - number
    found = every - _children(rest) if rest < SMALLEST_SHOWN * HUNDREDTHS else _children(number)
    return min(every, max(found, int(number > 0)))


def _summed(counts: pl.DataFrame, *by: str) -> pl.DataFrame:
    return counts.group_by(*by, maintain_order=True).agg(pl.col(_PUPILS).sum())
