"""What came out of a round, counted: choices received, seats, demand, waitlists, distance."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from citycompact.city import GRADES, CityPackage, great_circle_km
from citycompact.doors import Result

SMALL = 10
"""Counts of people below this are not printed: a board meeting is public."""
RECEIVED = ("1st choice", "2nd choice", "3rd choice", "4th or later", "guaranteed seat", "no seat")
"""What an applicant can receive, best first."""


def applicant_outcomes(facts: CityPackage, result: Result) -> pl.DataFrame:
    """One row an applicant: received (one of ``RECEIVED``), grade, sector received, facts, distance_km."""
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
    return joined.select("applicant_id", "grade", *flags).with_columns(
        pl.Series("received", list(RECEIVED)).gather(label),
        joined["sector"],
        pl.Series("distance_km", _distance(joined, facts)).fill_nan(None),
    )


def received_by(outcomes: pl.DataFrame, facts: CityPackage) -> pl.DataFrame:
    """Counts of what was received: dimension (overall, grade, group, first choice's sector), value, received, n."""
    first = facts.table("choices").filter(pl.col("rank") == 1)
    sectors = facts.programs_with_schools().select("program_id", pl.col("sector").alias("wanted"))
    wanted = outcomes.join(
        first.join(sectors, on="program_id").select("applicant_id", "wanted"), on="applicant_id", how="left"
    )
    parts = [
        _count(outcomes.with_columns(value=pl.lit("all applicants")), "overall"),
        _count(wanted.filter(pl.col("wanted").is_not_null()).with_columns(value="wanted"), "sector"),
        _count(outcomes.with_columns(value="grade"), "grade"),
    ]
    for name, kind in outcomes.schema.items():
        if kind == pl.Boolean:
            members = outcomes.filter(pl.col(name)).with_columns(value=pl.lit(name))
            others = outcomes.filter(~pl.col(name)).with_columns(value=pl.lit(f"not {name}"))
            parts += [_count(members, "group"), _count(others, "group")]
    return pl.concat(parts)


def seats_by(facts: CityPackage, result: Result) -> pl.DataFrame:
    """Seats and seats filled by sector and grade."""
    return (
        demand(facts, result)
        .group_by("sector", "grade")
        .agg(pl.col("seats").sum(), pl.col("offers").sum().alias("filled"))
        .with_columns(order=pl.col("grade").replace_strict(list(GRADES), list(range(len(GRADES)))))
        .sort("sector", "order")
        .drop("order")
    )


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


def _count(frame: pl.DataFrame, dimension: str) -> pl.DataFrame:
    return (
        frame.group_by("value", "received")
        .len("n")
        .select(pl.lit(dimension).alias("dimension"), "value", "received", pl.col("n").cast(pl.Int64))
        .sort("value", "received")
    )


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
