"""What came out of a round, counted: choices received, seats, demand, waitlists, distance."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from citycompact.city import CityPackage, great_circle_km
from citycompact.doors import Result

RECEIVED = ("1st choice", "2nd choice", "3rd choice", "4th or later", "guaranteed seat", "no seat")
"""What an applicant can receive, best first."""


def applicant_outcomes(facts: CityPackage, result: Result) -> pl.DataFrame:
    """One row an applicant: received (one of ``RECEIVED``), grade, facts, distance_km, and two sectors.

    ``sector`` is that of the seat received, ``wanted`` that of the first choice; empty for none.
    """
    people = facts.table("applicants").sort("applicant_id")
    flags = [name for name, kind in people.schema.items() if kind == pl.Boolean]
    rank = pl.col("choice_rank")
    received = (
        pl.when(pl.col("program_id").is_null())
        .then(5)
        .when(rank.is_null())
        .then(4)
        .otherwise(pl.min_horizontal(rank, 4) - 1)
    )
    places = facts.programs_with_schools().select("program_id", "school_id", "sector")
    joined = people.join(result.tables["assignments"], on="applicant_id", how="left", maintain_order="left")
    joined = joined.join(places, on="program_id", how="left", maintain_order="left")
    label = joined.select(received.cast(pl.Int64)).to_series()
    first = facts.table("choices").filter(pl.col("rank") == 1)
    wanted = first.join(places, on="program_id").select("applicant_id", wanted="sector")
    outcomes = joined.select("applicant_id", "grade", *flags).with_columns(
        pl.Series("received", list(RECEIVED)).gather(label),
        joined["sector"],
        pl.Series("distance_km", _distance(joined, facts)).fill_nan(None),
    )
    return outcomes.join(wanted, on="applicant_id", how="left", maintain_order="left")


def demand(facts: CityPackage, result: Result) -> pl.DataFrame:
    """One row a program: seats, applications, first choices, offers, waitlist, and its school's name."""
    choices = facts.table("choices")
    counted = {
        "offers": result.tables["assignments"].drop_nulls("program_id"),
        "applications": choices,
        "first_choices": choices.filter(pl.col("rank") == 1),
        "waitlist": result.tables["waitlists"],
    }
    programs = facts.programs_with_schools().sort("program_id")
    found = programs.select("program_id", "name", "school_name", "sector", "grade", "seats")
    for name, rows in counted.items():
        found = found.join(
            rows.group_by("program_id").len(name), on="program_id", how="left", maintain_order="left"
        )
    return found.with_columns(pl.col(*counted).fill_null(0).cast(pl.Int64))


def _distance(placed: pl.DataFrame, facts: CityPackage) -> NDArray[np.float64]:
    """Distance from home to the school received, NaN for none or unknown."""
    schools = facts.table("schools").select(
        "school_id",
        pl.col("latitude").alias("school_latitude"),
        pl.col("longitude").alias("school_longitude"),
    )
    both = placed.select("school_id", "latitude", "longitude").join(
        schools, on="school_id", how="left", maintain_order="left"
    )
    columns = ("latitude", "longitude", "school_latitude", "school_longitude")
    return great_circle_km(*(both[name].cast(pl.Float64).to_numpy() for name in columns))
