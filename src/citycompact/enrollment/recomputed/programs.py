"""Programs with what their schools say of them, and which of them a rule speaks of."""

from __future__ import annotations

import polars as pl

from citycompact.city import CityPackage
from citycompact.enrollment.rules import Scope


def programs_of(city: CityPackage) -> pl.DataFrame:
    """Every program once, sorted by id.

    Columns: program (its number here), program_id, school_id, school (number of the school), grade, seats,
    tie_break, min_score, open_to, and of its school sector, zone, latitude and longitude.
    """
    schools = schools_of(city).join(
        city.table("operators").select("operator_id", "sector"), on="operator_id", how="left"
    )
    return (
        city.table("programs")
        .select("program_id", "school_id", "grade", "seats", "tie_break", "min_score", "open_to")
        .join(
            schools.select("school_id", "school", "sector", "zone", "latitude", "longitude"),
            on="school_id",
            how="left",
        )
        .unique("program_id", keep="first")
        .sort("program_id")
        .with_row_index("program")
        .with_columns(pl.col("min_score", "latitude", "longitude").cast(pl.Float64))
    )


def schools_of(city: CityPackage) -> pl.DataFrame:
    """Every school once, sorted by id, with its number here in the column ``school``."""
    return city.table("schools").unique("school_id", keep="first").sort("school_id").with_row_index("school")


def inside(scope: Scope) -> pl.Expr:
    """Whether a program matches every list that a scope gives."""
    asked = (
        (scope.sectors, "sector"),
        (scope.schools, "school_id"),
        (scope.programs, "program_id"),
        (scope.grades, "grade"),
    )
    matches = pl.lit(True)
    for wanted, column in asked:
        if wanted:
            matches &= pl.col(column).is_in(list(wanted)).fill_null(False)
    return matches
