"""The public tables of a round: counts by program, and what was filled of each bucket.

Both are one publication with the totals that the report prints, so that a program's offers do not
give away its buckets, nor the city's total the one program that is hidden (``docs/privacy.md``).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Result
from citycompact.privacy import PublicTable, Sum, publish

DEMAND = ("applications", "first_choices", "offers", "waitlist")
"""What is counted of each program."""

REST = ("later", "listed_offers", "elsewhere", "unlisted_offers")
"""What nobody prints of a program, but what ties its counts to each other."""


@dataclass(frozen=True, eq=False)
class PublicRound:
    """The public tables of a match: as they are, the sums that tie them, and what is shown."""

    tables: list[PublicTable]
    sums: list[Sum]
    shown: dict[str, pl.DataFrame]


def public_round(facts: CityPackage, result: Result) -> PublicRound:
    """The public tables of a match; see :func:`public_tables`."""
    programs = facts.programs_with_schools().select("program_id", "sector", "grade", "seats")
    names = ("assignments", "waitlists", "cutoffs")
    tables, sums = public_tables(programs, facts.table("choices"), *(result.tables[name] for name in names))
    return PublicRound(tables, sums, publish(tables, sums))


def public_tables(
    programs: pl.DataFrame,
    choices: pl.DataFrame,
    assignments: pl.DataFrame,
    waitlists: pl.DataFrame,
    cutoffs: pl.DataFrame,
) -> tuple[list[PublicTable], list[Sum]]:
    """The tables ``counts``, ``cutoffs``, ``city`` and ``rest`` of a round with the sums that tie them.

    Parameters
    ----------
    programs
        ``program_id, seats`` and columns that are kept as they are.
    choices, assignments, waitlists, cutoffs
        The tables of these names.

    Notes
    -----
    A full bucket holds as many as it has seats, and says that it is full: its count is known, and that
    any other bucket holds at least one less. So is the number of applicants, which the commitment names, and
    more than all of them have not applied to any program.
    ``city`` has one row: applicants, of them placed, unplaced and without a first choice. ``rest`` is
    printed nowhere: applications as a later choice; offers to who had applied; applications that ended
    elsewhere, neither in an offer nor on the waitlist; and offers to who had not applied (a guaranteed
    seat needs no application; the rules may say that there are none). As none of them is negative, 9
    applications and 8 offers say that at most 1 waits.
    """
    cutoffs = cutoffs.drop("lottery_place")
    counts = _by_program(programs, choices, assignments, waitlists)
    rest = counts.select("program_id", *REST)
    counts = counts.drop(REST)
    applicants = assignments.height
    placed = assignments["program_id"].count()
    city = pl.DataFrame(
        {
            "applicants": [applicants],
            "no_first_choice": [applicants - int(counts["first_choices"].sum())],
            "placed": [placed],
            "unplaced": [applicants - placed],
        }
    )
    tables = [
        PublicTable("counts", counts, DEMAND, most={"applications": pl.lit(applicants)}),
        PublicTable(
            "cutoffs",
            cutoffs,
            ("filled",),
            known={"filled": pl.col("full")},
            most={"filled": pl.when(~pl.col("full")).then((pl.col("seats") - 1).clip(0))},
        ),
        PublicTable(
            "city",
            city,
            tuple(city.columns),
            known={"applicants": pl.lit(True)},
        ),
        PublicTable("rest", rest, REST, slack=REST[:3]),
    ]
    sums = [
        Sum(("counts", "offers"), (("cutoffs", "filled"),), by=("program_id",)),
        Sum(("city", "applicants"), (("city", "placed"), ("city", "unplaced"))),
        Sum(("city", "placed"), (("counts", "offers"),)),
        Sum(("city", "applicants"), (("counts", "first_choices"), ("city", "no_first_choice"))),
        Sum(("counts", "applications"), (("counts", "first_choices"), ("rest", "later")), by=("program_id",)),
        Sum(
            ("counts", "applications"),
            (("rest", "listed_offers"), ("counts", "waitlist"), ("rest", "elsewhere")),
            by=("program_id",),
        ),
        Sum(
            ("counts", "offers"),
            (("rest", "listed_offers"), ("rest", "unlisted_offers")),
            by=("program_id",),
        ),
    ]
    return tables, sums


def _by_program(
    programs: pl.DataFrame, choices: pl.DataFrame, assignments: pl.DataFrame, waitlists: pl.DataFrame
) -> pl.DataFrame:
    """The programs with ``DEMAND`` and ``REST``."""
    offers = assignments.drop_nulls("program_id")
    counted = {
        "applications": choices,
        "first_choices": choices.filter(pl.col("rank") == 1),
        "offers": offers,
        "waitlist": waitlists,
        "unlisted_offers": offers.filter(pl.col("choice_rank").is_null()),
    }
    for name, rows in counted.items():
        programs = programs.join(rows.group_by("program_id").len(name), on="program_id", how="left")
    counts = programs.with_columns(pl.col(counted.keys()).fill_null(0).cast(pl.Int64)).sort("program_id")
    return counts.with_columns(
        later=pl.col("applications") - pl.col("first_choices"),
        listed_offers=pl.col("offers") - pl.col("unlisted_offers"),
    ).with_columns(elsewhere=pl.col("applications") - pl.col("listed_offers") - pl.col("waitlist"))
