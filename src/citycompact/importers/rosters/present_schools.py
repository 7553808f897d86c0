"""What a roster says of the present school of every child: confirmed, another, not certain, or nothing."""

from __future__ import annotations

import polars as pl

from citycompact.importers.rosters.roster import Roster
from citycompact.importers.rosters.schools import MatchedSchools
from citycompact.people import matches

FINDINGS = ("confirmed", "other", "unmatched_school", "candidates", "absent")
"""The school said is the roster's; the roster has another (or the family said none); the roster's is none
of the city's; somebody has to look which student it is; nobody like the child is on the roster."""


def present_schools(children: pl.DataFrame, roster: Roster, schools: MatchedSchools) -> pl.DataFrame:
    """Hold what families say against a roster.

    Only a certain match (see :func:`citycompact.people.matches`) confirms anything, or says that a school is
    another.

    Parameters
    ----------
    children
        ``id``, ``given_name``, ``family_name``, ``birth_date``, ``current_school_id`` (null: none said).

    Returns
    -------
    A row for each child and, where nothing is certain, for each candidate: ``id``, ``finding``,
    ``source_id``, ``school_id`` (the city's id of the roster's school), ``likeness``, ``why``.
    """
    students = roster.students.rename({"source_id": "id"})
    found = matches(children, students).rename({"left": "id", "right": "source_id"})
    at = students.select(
        pl.col("id").alias("source_id"),
        pl.col("school")
        .replace_strict(schools.school_ids, default=None, return_dtype=pl.String)
        .alias("school_id"),
    )
    held = children.select("id", "current_school_id").join(found, on="id", how="left", maintain_order="left")
    held = held.join(at, on="source_id", how="left", maintain_order="left")
    finding = (
        pl.when(pl.col("source_id").is_null())
        .then(pl.lit("absent"))
        .when(~pl.col("certain"))
        .then(pl.lit("candidates"))
        .when(pl.col("school_id").is_null())
        .then(pl.lit("unmatched_school"))
        .when(pl.col("school_id") == pl.col("current_school_id"))
        .then(pl.lit("confirmed"))
        .otherwise(pl.lit("other"))
    )
    return held.select("id", finding.alias("finding"), "source_id", "school_id", "likeness", "why")
