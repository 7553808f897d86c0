"""The site's tables as files, with the columns that they came with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from citycompact.city import TABLES
from citycompact.facts import Table, write_csv
from citycompact.web.moving.further import with_further_cells
from citycompact.web.moving.models import LoadedTable
from citycompact.web.rows import Rows, read, select


def give_rows(rows: Rows, folder: Path) -> None:
    """Write a table whose rows a model keeps."""
    columns = columns_loaded(rows.table.name)
    further = [name for name in columns or () if name not in rows.fields]
    frame = with_further_cells(rows, read(rows.table, select(rows)), further)
    write_as_loaded(frame, rows.table, columns, folder)


def columns_loaded(name: str) -> list[str] | None:
    """The columns that a table's file had; None where none was loaded."""
    found = LoadedTable.objects.filter(pk=name).first()
    return None if found is None else list(found.columns)


def write_as_loaded(frame: pl.DataFrame, table: Table, columns: Sequence[str] | None, folder: Path) -> None:
    """Write a table with the columns of its file, and with others only where something stands in them.

    A table that came in no file and has no rows is left out.
    """
    if columns is None and frame.is_empty() and not (table.required and table.name in TABLES):
        return
    frame = frame.with_columns(pl.col(pl.String).replace("", None))
    wanted = list(columns or table.required_columns)
    defaults = {column.name: column.default for column in table.columns}
    for name in frame.columns:
        if (
            name not in wanted
            and not (frame[name].is_null() | _is_default(frame[name], defaults.get(name))).all()
        ):
            wanted.append(name)
    known = [column.name for column in table.columns if column.name in wanted]
    others = [name for name in wanted if name not in known]
    missing = [pl.lit(None, pl.String).alias(name) for name in wanted if name not in frame.columns]
    write_csv(frame.with_columns(missing).select(*known, *others), folder / f"{table.name}.csv")


def _is_default(cells: pl.Series, default: object) -> pl.Series:
    if default is None or default == "":
        return cells.is_null()
    return cells.eq_missing(pl.Series([default], dtype=cells.dtype))
