"""Rows of a table that one model keeps: what a file adds, changes and no longer has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
from django.db.models import CharField, DecimalField, Model, PositiveIntegerField, Q

from citycompact.facts import Problem
from citycompact.web.declarations import package_parts
from citycompact.web.moving.further import (
    forget_further_cells,
    keep_further_cells,
    loaded,
    own_columns,
    with_further_cells,
)
from citycompact.web.package_parts import Changes, Load
from citycompact.web.rows import Rows, add, change, read, select
from citycompact.web.tables.row_faults import pages_of, why_locked
from citycompact.web.tables.saving import why_it_stays

LARGEST_INTEGER = 2**31 - 1


def bring_rows(rows: Rows, load: Load) -> None:
    """Add what is new and change what is another; a column that the file does not have says nothing."""
    frame, name = load.package.table(rows.table.name), rows.table.name
    if frame is None:
        return
    if faults := list(_unkeepable(rows, frame)):
        load.refused += faults
        return
    columns, key = load.package.columns[name], rows.table.key
    further = own_columns(rows, columns)
    there = with_further_cells(rows, read(rows.table, select(rows)), further)
    found = Changes(name, there.height)
    frame = frame.select(*rows.fields, *further)
    new = frame.join(there, on=key, how="anti")
    said = [column for column in columns if column not in key]
    different = _different(there, frame, key, said)
    found.added = _ids(new, key)
    found.changed = {ids: names for ids, names, _row in different}
    changed = (
        frame.join(
            pl.DataFrame([row for *_, row in different], frame.select(key).schema, orient="row"),
            on=key,
            how="semi",
        )
        if different
        else frame.clear()
    )
    load.refused += _locked(rows, pl.concat([new, changed]))
    if not load.refused:
        defaults = {
            item.name: item.get_default()
            for item in rows.model._meta.concrete_fields
            if item.name in rows.own
        }
        add(rows, new, **defaults)
        kept = [column for column in said if column in rows.fields]
        if kept and changed.height:
            change(rows, changed, kept)
            _reset(rows, different)
        keep_further_cells(rows, pl.concat([new, changed]), further)
        loaded(name, load.package)
    load.changes.append(found)


def take_away_rows(rows: Rows, load: Load) -> None:
    """Take rows away that the file no longer has; one on which something rests stays, and is refused."""
    frame, key = load.package.table(rows.table.name), rows.table.key
    if frame is None:
        return
    gone = read(rows.table, select(rows)).join(frame, on=key, how="anti")
    if gone.is_empty():
        return
    found = next(item for item in load.changes if item.name == rows.table.name)
    ids = _ids(gone, key)
    held: dict[str, str] = {}
    for part in package_parts():
        if part.holds is not None:
            held |= part.holds(rows.table.name, ids)
    for name, values in zip(ids, gone.select(key).iter_rows(), strict=True):
        row = _row(rows, values)
        if why := held.get(name) or why_it_stays(row):
            mend = "Put the row back into the file; a program without seats is one with 0 of them."
            load.refused.append(
                Problem(
                    f"{rows.table.name}.csv", f"has no row {name} any more, and it cannot go: {why}", mend
                )
            )
        else:
            row.delete()
            forget_further_cells(rows, [values])
            found.removed.append(name)


def _row(rows: Rows, values: tuple[Any, ...]) -> Model:
    known = {rows.fields[name].attname: value for name, value in zip(rows.table.key, values, strict=True)}
    return rows.model._default_manager.get(**known)


def _ids(frame: pl.DataFrame, key: tuple[str, ...]) -> list[str]:
    """What rows are called: the cells of their key."""
    return [
        ", ".join("" if cell is None else str(cell) for cell in row) for row in frame.select(key).iter_rows()
    ]


def _different(
    there: pl.DataFrame, frame: pl.DataFrame, key: tuple[str, ...], columns: list[str]
) -> list[tuple[str, tuple[str, ...], tuple[Any, ...]]]:
    """Rows of both of which a cell is another: what each is called, in which columns, and its key."""
    both = frame.join(there, on=key, how="inner", suffix=" there")
    if both.is_empty() or not columns:
        return []
    differs = both.select(
        *key,
        *(
            _comparable(both, c).ne_missing(_comparable(both, f"{c} there", c)).alias(f"{c} differs")
            for c in columns
        ),
    )
    some = differs.filter(pl.any_horizontal(pl.col(f"{c} differs") for c in columns))
    ids = _ids(some, key)
    return [
        (name, tuple(c for c in columns if row[f"{c} differs"]), tuple(row[k] for k in key))
        for name, row in zip(ids, some.iter_rows(named=True), strict=True)
    ]


def _comparable(both: pl.DataFrame, name: str, other: str = "") -> pl.Expr:
    """An empty text and none are one; cells of two kinds are compared as they are written."""
    other = other or f"{name} there"
    same = both[name].dtype == both[other].dtype
    cell = pl.col(name) if same else pl.col(name).cast(pl.String)
    return cell.replace("", None) if not same or both[name].dtype == pl.String else cell


def _reset(rows: Rows, different: list[tuple[str, tuple[str, ...], tuple[Any, ...]]]) -> None:
    """What a change makes void, such as an operator's word for the seats it has seen."""
    for page in pages_of(rows.model):
        for name, becomes in page.resets.items():
            keys = [
                values
                for _id, columns, values in different
                if any(c in rows.fields and rows.fields[c].name == name for c in columns)
            ]
            for values in keys:
                known = {rows.fields[k].attname: v for k, v in zip(rows.table.key, values, strict=True)}
                rows.model._default_manager.filter(Q(**known)).update(**becomes)


def _locked(rows: Rows, frame: pl.DataFrame) -> Iterator[Problem]:
    """Rows that may not be touched now, as their pages say."""
    if all(page.locked is None for page in pages_of(rows.model)):
        return
    attributes = {name: item.attname for name, item in rows.fields.items()}
    for name, row in zip(_ids(frame, rows.table.key), frame.iter_rows(named=True), strict=True):
        if why := why_locked(rows.model(**{attributes[k]: v for k, v in row.items() if k in attributes})):
            yield Problem(f"{rows.table.name}.csv", f"{name}: {why}", "Load it once they are open again.")


def _unkeepable(rows: Rows, frame: pl.DataFrame) -> Iterator[Problem]:
    """Cells that the table engine takes and the database does not."""
    for name, item in rows.fields.items():
        column, file = frame[name], f"{rows.table.name}.csv"
        if isinstance(item, CharField):
            if item.max_length is not None:
                for row in (column.str.len_chars() > item.max_length).fill_null(False).arg_true():
                    said = f"has {len(column[row])} characters."
                    mend = f"Shorten it to at most {item.max_length} characters."
                    yield Problem(file, said, mend, row + 2, name, f"{column[row][:60]}…")
            if not item.blank:
                for row in (column.fill_null("") == "").arg_true():
                    yield Problem(file, "is empty.", "Give it a value.", row + 2, name, "")
        elif isinstance(item, PositiveIntegerField):
            for row in (column > LARGEST_INTEGER).fill_null(False).arg_true():
                mend = f"Write a number of at most {LARGEST_INTEGER:,}."
                yield Problem(file, "is out of range.", mend, row + 2, name, str(column[row]))
        elif isinstance(item, DecimalField):
            places = item.decimal_places or 0
            for row in (column.round(places) != column).fill_null(False).arg_true():
                mend = f"Write it with at most {places} decimals."
                yield Problem(
                    file, f"has more than {places} decimals.", mend, row + 2, name, str(column[row])
                )
