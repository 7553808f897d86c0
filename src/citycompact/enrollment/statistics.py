"""What came out of a round, counted: choices received, seats, demand, waitlists, distance."""

from __future__ import annotations

import numpy as np
import polars as pl

from citycompact.city import GRADES
from citycompact.enrollment.decide import Decision
from citycompact.enrollment.groups import Groups
from citycompact.enrollment.roster import Pairs

SMALL = 10
"""Counts of people below this are not printed: a board meeting is public."""
RECEIVED = ("1st choice", "2nd choice", "3rd choice", "4th or later", "guaranteed seat", "no seat")
"""What an applicant can receive, best first."""


def applicant_outcomes(decision: Decision) -> pl.DataFrame:
    """One row an applicant: received (one of ``RECEIVED``), grade, sector received, facts, distance_km."""
    roster, assignment = decision.preparation.roster, decision.run.assignment
    rank = decision.received
    label = np.select([rank == 1, rank == 2, rank == 3, rank > 3, rank == 0], [0, 1, 2, 3, 4], 5)
    sector = roster.programs["sector"]
    placed = pl.Series(assignment.program)
    flags = [name for name, kind in roster.applicants.schema.items() if kind == pl.Boolean]
    return roster.applicants.select("applicant_id", "grade", *flags).with_columns(
        pl.Series("received", list(RECEIVED)).gather(label),
        sector.gather(pl.select(pl.when(placed >= 0).then(placed)).to_series()).alias("sector"),
        pl.Series("distance_km", _distance(decision)).fill_nan(None),
    )


def received_by(outcomes: pl.DataFrame, decision: Decision) -> pl.DataFrame:
    """Counts of what was received: dimension (overall, grade, group, first choice's sector), value, received, n."""
    first = decision.city.table("choices").filter(pl.col("rank") == 1)
    sectors = decision.preparation.roster.programs.select("program_id", pl.col("sector").alias("wanted"))
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


def seats_by(decision: Decision) -> pl.DataFrame:
    """Seats and seats filled by sector and grade."""
    programs, assignment = decision.preparation.roster.programs, decision.run.assignment
    filled = np.bincount(assignment.program[assignment.placed], minlength=programs.height)
    return (
        programs.with_columns(pl.Series("filled", filled))
        .group_by("sector", "grade")
        .agg(pl.col("seats").sum(), pl.col("filled").sum())
        .with_columns(order=pl.col("grade").replace_strict(list(GRADES), list(range(len(GRADES)))))
        .sort("sector", "order")
        .drop("order")
    )


def demand(decision: Decision) -> pl.DataFrame:
    """One row a program: seats, applications, first choices, offers, waitlist, and its school's name."""
    programs, assignment = decision.preparation.roster.programs, decision.run.assignment
    choices = decision.city.table("choices")
    filled = np.bincount(assignment.program[assignment.placed], minlength=programs.height)
    return (
        programs.select("program_id", "name", "school_name", "sector", "grade", "seats")
        .with_columns(pl.Series("offers", filled))
        .join(choices.group_by("program_id").len("applications"), on="program_id", how="left")
        .join(
            choices.filter(pl.col("rank") == 1).group_by("program_id").len("first_choices"),
            on="program_id",
            how="left",
        )
        .join(decision.waitlists.group_by("program_id").len("waitlist"), on="program_id", how="left")
        .with_columns(pl.col("applications", "first_choices", "waitlist").fill_null(0).cast(pl.Int64))
        .sort("program_id")
    )


def _count(frame: pl.DataFrame, dimension: str) -> pl.DataFrame:
    return (
        frame.group_by("value", "received")
        .len("n")
        .select(pl.lit(dimension).alias("dimension"), "value", "received", pl.col("n").cast(pl.Int64))
        .sort("value", "received")
    )


def _distance(decision: Decision) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Distance from home to the school received, NaN for none or unknown."""
    roster, assignment = decision.preparation.roster, decision.run.assignment
    placed = np.flatnonzero(assignment.placed).astype(np.int32)
    pairs = Pairs(
        placed,
        assignment.program[placed],
        np.ones(len(placed), dtype=np.int32),
        np.zeros(len(placed), dtype=bool),
    )
    distance = np.full(roster.applicants.height, np.nan)
    distance[placed] = Groups(decision.city, decision.rules, roster, pairs).distance_km
    return distance
