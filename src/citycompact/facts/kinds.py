"""What a cell may hold: the kinds of columns, and how each is kept in memory."""

from __future__ import annotations

import datetime
from typing import Literal

import polars as pl

Kind = Literal["id", "text", "choice", "integer", "number", "decimal", "ordinal", "boolean", "date", "time"]

DECIMALS = 6
"""Most decimals that a cell of kind decimal may have."""

SIGNIFICANT_DIGITS = 15
"""Most significant digits of a number: as many as every IEEE 754 double gives back unchanged, so that a
number means the same in CSV, in Parquet, in a rulebook and in canonical JSON."""

FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2200, 12, 31)
"""The days that a cell may hold: a year of two digits, or a 9 too many, is a slip of the keyboard."""

DTYPES: dict[Kind, pl.DataType] = {
    "id": pl.String(),
    "text": pl.String(),
    # One of a closed list, which the column names.
    "choice": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    # Money and whatever else is computed without binary fractions.
    "decimal": pl.Decimal(38, DECIMALS),
    # Whole numbers stay exact; a file with fractions is read as Float64 instead.
    "ordinal": pl.Int64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "time": pl.String(),
}
