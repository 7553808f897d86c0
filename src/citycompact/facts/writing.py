"""Writing tables as CSV or Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import polars as pl

from citycompact.facts.table import Table

FileFormat = Literal["csv", "parquet"]


def shown_columns(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Leave out optional columns of the schema in which nothing stands."""
    optional = [column.name for column in table.columns if not column.required]
    return frame.drop([name for name in optional if frame[name].is_null().all()])


def csv_text(frame: pl.DataFrame) -> str:
    """A table as CSV; decimals without the zeros that only their type brings."""
    return _plain(frame).write_csv(line_terminator="\n")


def write_csv(frame: pl.DataFrame, path: Path) -> None:
    """Write the same into a file, which for a large table takes less memory."""
    _plain(frame).write_csv(path, line_terminator="\n")


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    plain = [
        pl.col(name).cast(pl.String).str.replace(r"(\.\d*?)0+$", "$1").str.strip_chars_end(".").alias(name)
        for name, kind in frame.schema.items()
        if kind.is_decimal()
    ]
    return frame.with_columns(plain)


def write_table(frame: pl.DataFrame, table: Table, folder: Path, file_format: FileFormat) -> None:
    """Write one table into a folder under its own name."""
    frame = shown_columns(frame, table)
    if file_format == "parquet":
        try:
            frame.write_parquet(folder / f"{table.name}.parquet")
        except pl.exceptions.ComputeError as error:
            # So the library says that a disk is full.
            raise OSError(str(error)) from error
    else:
        write_csv(frame, folder / f"{table.name}.csv")
