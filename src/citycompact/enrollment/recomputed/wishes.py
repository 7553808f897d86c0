"""Who may go where: every choice, and a seat by right that its holder did not list."""

from __future__ import annotations

import polars as pl

from citycompact.city import CityPackage
from citycompact.enrollment.recomputed.people import People


def wishes_of(city: CityPackage, people: People, programs: pl.DataFrame, rights: pl.Series) -> pl.DataFrame:
    """Pairs of applicant and program, sorted by applicant and rank.

    Columns: child, program, rank (as listed; one past the end of the list for a right that was not listed),
    listed, and right (whether the applicant has a right to a seat there).
    """
    listed = (
        city.table("choices")
        .select("applicant_id", "program_id", pl.col("rank").cast(pl.Int64))
        .join(people.table.select("applicant_id", "child"), on="applicant_id")
        .join(programs.select("program_id", "program"), on="program_id")
        .select("child", "program", "rank", listed=pl.lit(True))
    )
    owed = pl.DataFrame({"child": people.table["child"], "program": rights}).drop_nulls()
    length = listed.group_by("child").len("length")
    added = (
        owed.join(listed, on=["child", "program"], how="anti")
        .join(length, on="child", how="left")
        .select(
            "child",
            "program",
            rank=pl.col("length").fill_null(0).cast(pl.Int64) + 1,
            listed=pl.lit(False),
        )
    )
    pairs = pl.concat([listed, added])
    own = rights.gather(pairs["child"])
    # One number to sort by is quicker than two, and lists are short.
    steps = int(pairs["rank"].to_numpy().max(initial=0)) + 1
    return pairs.with_columns(right=(own == pairs["program"]).fill_null(False)).sort(
        pl.col("child").cast(pl.Int64) * steps + pl.col("rank")
    )


def too_long(city: CityPackage, maximum: int | None) -> list[tuple[str, int]]:
    """Applicants who list more programs than the rules allow, and how many."""
    if maximum is None:
        return []
    lengths = city.table("choices").group_by("applicant_id").len().filter(pl.col("len") > maximum)
    return [(name, length) for name, length in lengths.sort("applicant_id").iter_rows()]
