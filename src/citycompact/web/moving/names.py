"""The file of names that comes beside a package."""

from __future__ import annotations

import polars as pl

from citycompact.facts import Column, FactsError, Reporter, Table, check_keys, read_tables

FILE = "names.csv"
NAMES = Table(
    "names",
    (
        Column("applicant_id", "id", True),
        Column("given_name", "text", True, longest=80),
        Column("family_name", "text", longest=80),
        Column("birth_date", "date"),
        Column("claim_code", "text", longest=40),
    ),
    key=("applicant_id",),
    required=True,
)
"""All children of a family have its one claim code, where they have one."""


def read_names(content: bytes) -> pl.DataFrame:
    """Read it; FactsError with every problem."""
    frames, problems = read_tables({FILE: content}, (NAMES,))
    if frames is not None:
        report = Reporter(100)
        check_keys(frames, (NAMES,), report)
        problems += report.problems
    if frames is None or problems:
        raise FactsError(problems)
    return frames["names"]
