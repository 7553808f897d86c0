"""Columns that the site gives back and does not read: kept beside the rows, by their keys."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import polars as pl

from citycompact.web.declarations import rows_kept
from citycompact.web.moving.models import FurtherCells, LoadedTable
from citycompact.web.moving.package import Package
from citycompact.web.rows import Rows


def own_columns(rows: Rows, columns: Sequence[str]) -> list[str]:
    """Columns of a file, or of all that are kept, that no field of the model keeps."""
    return [name for name in columns if name not in rows.fields]


def key_of(values: Sequence[Any]) -> str:
    """A row's key as text, the same for the same values."""
    return json.dumps([None if value is None else str(value) for value in values], ensure_ascii=False)


def with_further_cells(rows: Rows, frame: pl.DataFrame, columns: Sequence[str] = ()) -> pl.DataFrame:
    """Rows of the database with what is kept beside them; at least with some columns, empty where nothing
    is."""
    kept = dict(FurtherCells.objects.filter(table=rows.table.name).values_list("key", "cells"))
    names = [*columns, *sorted({name for cells in kept.values() for name in cells} - set(columns))]
    frame = frame.select(*rows.fields)
    if not names:
        return frame
    keys = [key_of(values) for values in frame.select(rows.table.key).iter_rows()]
    return frame.with_columns(
        pl.Series(name, [kept.get(key, {}).get(name) for key in keys], strict=False) for name in names
    )


def keep_further_cells(rows: Rows, frame: pl.DataFrame, columns: Sequence[str]) -> None:
    """Keep cells of some columns, each row's in the place of what was kept of it."""
    if not columns:
        return
    pairs = zip(
        frame.select(rows.table.key).iter_rows(), frame.select(columns).iter_rows(named=True), strict=True
    )
    cells = {key_of(key): {k: v for k, v in row.items() if v is not None} for key, row in pairs}
    FurtherCells.objects.filter(table=rows.table.name, key__in=list(cells)).delete()
    FurtherCells.objects.bulk_create(
        (FurtherCells(table=rows.table.name, key=key, cells=said) for key, said in cells.items() if said),
        batch_size=5000,
    )


def loaded(name: str, package: Package) -> None:
    """Keep which columns a table's file had, so that it is given back with them."""
    if name in package.columns:
        LoadedTable.objects.update_or_create(name=name, defaults={"columns": package.columns[name]})


def keep_as_loaded(name: str, package: Package) -> None:
    """Keep which columns a table's file has, and the cells that no model keeps."""
    frame = package.table(name)
    if frame is not None:
        rows = next(item for item in rows_kept().values() if item.table.name == name)
        keep_further_cells(rows, frame, own_columns(rows, package.columns[name]))
        loaded(name, package)


def forget_further_cells(rows: Rows, keys: Sequence[Sequence[Any]]) -> None:
    """Take away what is kept beside rows that are no more."""
    FurtherCells.objects.filter(table=rows.table.name, key__in=[key_of(key) for key in keys]).delete()
