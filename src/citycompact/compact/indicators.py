"""Computed indicators: what the system measures about its own shared work.

Adding one is a function and the line above it. A function gets the city as :class:`Measured` and
returns a value for each group; the empty group is the whole city. What is returned is
published: a rate of people is left out where it would give a small count away (``docs/privacy.md``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from citycompact.city import SECTORS, CityPackage, great_circle_km
from citycompact.privacy import SMALLEST_SHOWN, PublicTable, Sum, publish

REACH_KM = 3.2
"""What counts as within reach: two miles, as the crow flies."""
GROUPS = {"iep": "disability", "english_learner": "english_learner", "low_income": "low_income"}
"""Facts of applicants that make a group, to the group's name."""


@dataclass(frozen=True, eq=False)
class Measured:
    """What indicators are computed from.

    Parameters
    ----------
    city
        Facts of the latest round that was decided.
    placements
        ``applicant_id, program_id, rank``; program and rank are null for no seat.
    all_programs
        Every public program of the city with ``program_id, sector, seats`` and ``shared``: whether the
        common match filled it.
    dollars_by_need
        Sector to what a pupil of weight 1 gets there by the budgets published last, in dollars; the empty one
        is the whole city. Empty before budgets are published.
    """

    city: CityPackage
    placements: pl.DataFrame
    all_programs: pl.DataFrame
    dollars_by_need: Mapping[str, float] = field(default_factory=dict)


Function = Callable[[Measured], Mapping[str, float]]


@dataclass(frozen=True)
class Computed:
    """A computed indicator as it is registered."""

    indicator_id: str
    name: str
    name_es: str
    unit: str
    function: Function

    def values(self, measured: Measured) -> dict[str, float]:
        """Value by group, rounded so that the same facts always give the same bytes."""
        return {group: round(value, 6) for group, value in sorted(self.function(measured).items())}


COMPUTED: dict[str, Computed] = {}


def computed(indicator_id: str, name: str, name_es: str, unit: str) -> Callable[[Function], Function]:
    """Register the function below as an indicator."""

    def register(function: Function) -> Function:
        COMPUTED[indicator_id] = Computed(indicator_id, name, name_es, unit, function)
        return function

    return register


@computed(
    "shared_seats", "Public seats in the common match", "Lugares públicos en la asignación común", "share"
)
def shared_seats(measured: Measured) -> dict[str, float]:
    """Share of all public seats that the common match filled, by sector and in all."""
    seats = measured.all_programs.with_columns(inside=pl.when("shared").then("seats").otherwise(0))
    found = {}
    for group in ("", *SECTORS):
        mine = seats.filter(pl.col("sector") == group) if group else seats
        total = int(mine["seats"].sum())
        if total >= SMALLEST_SHOWN:
            found[group] = int(mine["inside"].sum()) / total
    return found


@computed(
    "first_to_third",
    "Families placed in a first to third choice",
    "Familias con una de sus tres primeras opciones",
    "share",
)
def first_to_third(measured: Measured) -> dict[str, float]:
    """Share of applicants placed in one of their first three choices, by group and in all."""
    rows = measured.placements.with_columns(
        hit=pl.col("rank").is_not_null() & (pl.col("rank") <= 3),
    )
    facts = _facts(measured.city)
    return _rates(
        rows,
        {"": rows},
        *(
            {group: rows.join(_members(measured.city, fact), on="applicant_id", how="semi")}
            for fact, group in facts.items()
        ),
    )


@computed(
    "disability_share",
    "Students with disabilities among those placed",
    "Estudiantes con discapacidad entre los asignados",
    "share",
)
def disability_share(measured: Measured) -> dict[str, float]:
    """Share of students with disabilities among those placed, by sector, beside their share of applicants."""
    return _share_by_sector(measured, "iep")


@computed(
    "english_learner_share",
    "English learners among those placed",
    "Estudiantes de inglés entre los asignados",
    "share",
)
def english_learner_share(measured: Measured) -> dict[str, float]:
    """Share of English learners among those placed, by sector, beside their share of applicants."""
    return _share_by_sector(measured, "english_learner")


@computed(
    "seats_in_reach", "Seats within two miles of home", "Lugares a menos de dos millas de casa", "count"
)
def seats_in_reach(measured: Measured) -> dict[str, float]:
    """Seats of the child's grade within reach of home: the median of each neighbourhood's applicants."""
    people = measured.city.table("applicants").drop_nulls(["latitude", "longitude"])
    where = measured.city.table("schools").select("school_id", "latitude", "longitude").drop_nulls()
    places = measured.city.table("programs").join(where, on="school_id", how="inner")
    counts = np.zeros(people.height)
    for grade in people["grade"].unique().sort():
        mine = np.flatnonzero((people["grade"] == grade).to_numpy())
        there = places.filter(pl.col("grade") == grade)
        if there.height == 0:
            continue
        distance = great_circle_km(
            people["latitude"].to_numpy()[mine, None],
            people["longitude"].to_numpy()[mine, None],
            there["latitude"].to_numpy()[None, :],
            there["longitude"].to_numpy()[None, :],
        )
        counts[mine] = (distance <= REACH_KM) @ there["seats"].to_numpy()
    rows = people.select(pl.col("zone").fill_null("")).with_columns(count=pl.Series(counts))
    found = {"": float(np.median(counts))} if people.height >= SMALLEST_SHOWN else {}
    for zone, size, median in (
        rows.filter(pl.col("zone") != "")
        .group_by("zone")
        .agg(pl.len(), pl.col("count").median())
        .sort("zone")
        .iter_rows()
    ):
        if size >= SMALLEST_SHOWN:
            found[zone] = float(median)
    return found


@computed(
    "dollars_by_need", "Dollars for each pupil's weight", "Dólares según el peso de cada alumno", "dollars"
)
def dollars_by_need(measured: Measured) -> dict[str, float]:
    """What a pupil of weight 1 gets, by sector and in all: where one formula holds, the same."""
    return {group: round(dollars, 2) for group, dollars in measured.dollars_by_need.items()}


def _share_by_sector(measured: Measured, fact: str) -> dict[str, float]:
    if fact not in _facts(measured.city):
        return {}
    sector = measured.city.programs_with_schools().select("program_id", "sector")
    people = measured.city.table("applicants").select(
        "applicant_id", (pl.col(fact) == pl.lit(True)).fill_null(False).alias("hit")
    )
    placed = measured.placements.drop_nulls("program_id").join(sector, on="program_id")
    everyone = people.join(placed.select("applicant_id", "sector"), on="applicant_id", how="left")
    return _rates(
        everyone,
        {"applicants": everyone},
        {name: everyone.filter(pl.col("sector") == name) for name in SECTORS},
    )


_LARGE = pl.col("size") >= SMALLEST_SHOWN


def _rates(everyone: pl.DataFrame, *partitions: Mapping[str, pl.DataFrame]) -> dict[str, float]:
    """Share of ``hit`` in each group, without those that give a small count away.

    Each partition holds groups without a common member; whoever is in none of them counts in the sums,
    but is nowhere published. How large a group is, a reader may know from the round's report.
    """
    names = ("hit", "miss", "size")

    def counted(group: str | None, rows: pl.DataFrame) -> dict[str, object]:
        hit = int(rows["hit"].sum())
        return {"group": group, "hit": hit, "miss": rows.height - hit, "size": rows.height}

    whole = pl.DataFrame([counted("", everyone)])
    tables = [PublicTable("whole", whole, names, known={"size": _LARGE})]
    sums = [Sum(("whole", "size"), (("whole", "hit"), ("whole", "miss")))]
    for number, groups in enumerate(partitions):
        rows = [counted(group, members) for group, members in groups.items()]
        table, named = f"partition {number}", pl.col("group").is_not_null()
        frame = pl.DataFrame(rows, schema={"group": pl.String, **dict.fromkeys(names, pl.Int64)})
        others = pl.DataFrame({"group": [None], **{n: whole[n] - frame[n].sum() for n in names}})
        frame = pl.concat([frame, others.cast(frame.schema)])
        tables.append(PublicTable(table, frame, names, known={"size": named & _LARGE}))
        sums.append(Sum((table, "size"), ((table, "hit"), (table, "miss")), by=("group",)))
        sums += [Sum(("whole", name), ((table, name),)) for name in names]
    shown = pl.concat(frame for name, frame in publish(tables, sums).items() if name != "whole")
    rated = shown.drop_nulls().filter(pl.col("size") > 0)
    return dict(rated.select("group", pl.col("hit") / (pl.col("hit") + pl.col("miss"))).iter_rows())


def _facts(city: CityPackage) -> dict[str, str]:
    columns = city.table("applicants").columns
    return {fact: group for fact, group in GROUPS.items() if fact in columns}


def _members(city: CityPackage, fact: str) -> pl.DataFrame:
    return city.table("applicants").filter(pl.col(fact) == pl.lit(True)).select("applicant_id")
