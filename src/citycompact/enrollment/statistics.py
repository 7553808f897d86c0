"""What came out of a round, counted: choices received, seats, demand, waitlists, distance."""

from __future__ import annotations

import numpy as np
import polars as pl

from citycompact.enrollment.decide import Decision
from citycompact.enrollment.groups import Groups
from citycompact.enrollment.roster import Pairs

RECEIVED = ("1st choice", "2nd choice", "3rd choice", "4th or later", "guaranteed seat", "no seat")
"""What an applicant can receive, best first."""


def applicant_outcomes(decision: Decision) -> pl.DataFrame:
    """One row an applicant: received (one of ``RECEIVED``), grade, facts, distance_km, and two sectors.

    ``sector`` is that of the seat received, ``wanted`` that of the first choice; empty for none.
    """
    roster, assignment = decision.preparation.roster, decision.run.assignment
    rank = decision.received
    label = np.select([rank == 1, rank == 2, rank == 3, rank > 3, rank == 0], [0, 1, 2, 3, 4], 5)
    sector = roster.programs["sector"]
    placed = pl.Series(assignment.program)
    flags = [name for name, kind in roster.applicants.schema.items() if kind == pl.Boolean]
    first = decision.city.table("choices").filter(pl.col("rank") == 1)
    wanted = first.join(roster.programs, on="program_id").select("applicant_id", wanted="sector")
    outcomes = roster.applicants.select("applicant_id", "grade", *flags).with_columns(
        pl.Series("received", list(RECEIVED)).gather(label),
        sector.gather(pl.select(pl.when(placed >= 0).then(placed)).to_series()).alias("sector"),
        pl.Series("distance_km", _distance(decision)).fill_nan(None),
    )
    return outcomes.join(wanted, on="applicant_id", how="left", maintain_order="left")


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
