"""A simulated round beside what was published of the real one: demand and filled flags by program."""

from __future__ import annotations

import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Result
from citycompact.enrollment.statistics import demand


def published_comparison(facts: CityPackage, result: Result) -> pl.DataFrame:
    """One row for each program of which something was published; empty where nothing was.

    Columns: program_id, school_name, name, seats, published_applicants, applications (simulated),
    published_filled, filled (simulated: every seat was taken).
    """
    published = (
        facts.programs_with_schools()
        .select("program_id", "published_applicants", "published_filled")
        .filter(pl.any_horizontal(pl.col("published_applicants", "published_filled").is_not_null()))
    )
    return (
        demand(facts, result)
        .join(published, on="program_id", maintain_order="left")
        .select(
            "program_id",
            "school_name",
            "name",
            "seats",
            "published_applicants",
            "applications",
            "published_filled",
            (pl.col("offers") >= pl.col("seats")).alias("filled"),
        )
    )


def flags_agree(comparison: pl.DataFrame) -> pl.DataFrame:
    """How often the two flags say the same: published_filled, filled, programs."""
    return (
        comparison.drop_nulls("published_filled")
        .group_by("published_filled", "filled")
        .len("programs")
        .with_columns(pl.col("programs").cast(pl.Int64))
        .sort("published_filled", "filled", descending=True)
    )
