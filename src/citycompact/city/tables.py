"""The tables of a city package: every column, its kind and its default, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

Kind = Literal[
    "id", "text", "integer", "number", "boolean", "grade", "sector", "tie_break", "time", "ordinal"
]

DTYPES: dict[Kind, pl.DataType] = {
    "id": pl.String(),
    "text": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "boolean": pl.Boolean(),
    "grade": pl.String(),
    "sector": pl.String(),
    "tie_break": pl.String(),
    "time": pl.String(),
    # Whole numbers stay exact; a file with fractions is read as Float64 instead.
    "ordinal": pl.Int64(),
}

SECTORS = ("district", "charter", "partnership")
TIE_BREAKS = ("lottery", "score", "band")


@dataclass(frozen=True)
class Column:
    """One column: its kind, whether it must be there, and what stands for a missing value."""

    name: str
    kind: Kind
    required: bool = False
    default: object = None
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Table:
    """One table: its columns, the columns that identify a row, and what they point to.

    ``references`` maps a column to the table and column it must be found in.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[tuple[str, str, str], ...] = ()
    required: bool = False

    def column(self, name: str) -> Column:
        """Return the column of this name; KeyError if the schema has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def required_columns(self) -> tuple[str, ...]:
        """Names of the columns a file must have."""
        return tuple(column.name for column in self.columns if column.required)

    def complete(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a frame with all columns of the schema, absent ones at their default, then its others."""
        missing = [
            pl.lit(column.default, dtype=DTYPES[column.kind]).alias(column.name)
            for column in self.columns
            if column.name not in frame.columns
        ]
        known = [column.name for column in self.columns]
        frame = frame.with_columns(missing)
        return frame.select(*known, *(name for name in frame.columns if name not in known))

    def empty(self) -> pl.DataFrame:
        """Return the table with all its columns and no rows."""
        return pl.DataFrame(schema={column.name: DTYPES[column.kind] for column in self.columns})


def _id(name: str) -> Column:
    return Column(name, "id", required=True)


_LATITUDE = Column("latitude", "number", minimum=-90, maximum=90)
_LONGITUDE = Column("longitude", "number", minimum=-180, maximum=180)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "operators",
            (_id("operator_id"), Column("name", "text", True), Column("sector", "sector", True)),
            key=("operator_id",),
            required=True,
        ),
        Table(
            "schools",
            (
                _id("school_id"),
                Column("name", "text", True),
                _id("operator_id"),
                Column("building_id", "id"),
                _LATITUDE,
                _LONGITUDE,
                Column("address", "text"),
                Column("start_time", "time"),
                Column("end_time", "time"),
                Column("zone", "id"),
            ),
            key=("school_id",),
            references=(("operator_id", "operators", "operator_id"),),
            required=True,
        ),
        Table(
            "programs",
            (
                _id("program_id"),
                _id("school_id"),
                Column("grade", "grade", True),
                Column("seats", "integer", True, minimum=0),
                Column("name", "text"),
                Column("tie_break", "tie_break"),
                Column("min_score", "number"),
                Column("language", "text"),
                # A group whose members alone may be placed here; empty is everyone.
                Column("open_to", "id"),
                # What was published of a past round, to compare a simulation with.
                Column("published_applicants", "integer", minimum=0),
                Column("published_filled", "boolean"),
            ),
            key=("program_id",),
            references=(("school_id", "schools", "school_id"),),
            required=True,
        ),
        Table(
            "reserves",
            (
                _id("program_id"),
                Column("position", "integer", True, minimum=1),
                Column("group", "id", True),
                Column("seats", "integer", True, minimum=0),
                Column("hard", "boolean", default=False),
            ),
            key=("program_id", "position"),
            references=(("program_id", "programs", "program_id"),),
        ),
        Table(
            "applicants",
            (
                _id("applicant_id"),
                Column("grade", "grade", True),
                Column("family_id", "id"),
                Column("current_school_id", "id"),
                _LATITUDE,
                _LONGITUDE,
                Column("zone", "id"),
            ),
            key=("applicant_id",),
            required=True,
        ),
        Table(
            "choices",
            (_id("applicant_id"), Column("rank", "integer", True, minimum=1), _id("program_id")),
            key=("applicant_id", "rank"),
            references=(
                ("applicant_id", "applicants", "applicant_id"),
                ("program_id", "programs", "program_id"),
            ),
            required=True,
        ),
        Table(
            "claims",
            (
                _id("applicant_id"),
                _id("school_id"),
                Column("claim", "id", True),
                Column("verified", "boolean", True),
            ),
            key=("applicant_id", "school_id", "claim"),
            references=(
                ("applicant_id", "applicants", "applicant_id"),
                ("school_id", "schools", "school_id"),
            ),
        ),
        Table(
            "scores",
            (_id("applicant_id"), _id("program_id"), Column("score", "number", True)),
            key=("applicant_id", "program_id"),
            references=(
                ("applicant_id", "applicants", "applicant_id"),
                ("program_id", "programs", "program_id"),
            ),
        ),
        Table(
            "priorities",
            (
                _id("applicant_id"),
                _id("program_id"),
                Column("priority", "integer", True, minimum=1, maximum=30_000),
            ),
            key=("applicant_id", "program_id"),
            references=(
                ("applicant_id", "applicants", "applicant_id"),
                ("program_id", "programs", "program_id"),
            ),
        ),
        Table(
            "lottery",
            (_id("applicant_id"), Column("number", "ordinal", True), Column("program_id", "id")),
            key=("applicant_id", "program_id"),
            references=(
                ("applicant_id", "applicants", "applicant_id"),
                ("program_id", "programs", "program_id"),
            ),
        ),
    )
}
