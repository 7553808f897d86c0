"""Typed rows: a dataclass says a table's columns, and each of its rows becomes an instance.

For rooms that read their facts row by row; who counts in whole columns takes the frame itself.
"""

from __future__ import annotations

import datetime
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, fields
from decimal import Decimal
from itertools import chain
from typing import Any, TypeVar

import polars as pl

from citycompact.facts.kinds import DTYPES, Kind
from citycompact.facts.problems import Problem
from citycompact.facts.reading import read_tables
from citycompact.facts.table import Column, Table, refuse_unknown
from citycompact.facts.writing import csv_text, shown_columns

Row = TypeVar("Row")
_KINDS: dict[object, Kind] = {
    str: "text",
    int: "integer",
    float: "number",
    Decimal: "decimal",
    bool: "boolean",
    datetime.date: "date",
}


def table_of(
    row_type: type,
    name: str,
    key: Sequence[str],
    *,
    references: Mapping[str, tuple[str, str]] | None = None,
    among: Mapping[str, Sequence[str]] | None = None,
    formerly: Mapping[str, Sequence[str]] | None = None,
    renamed: Mapping[str, Mapping[str, str]] | None = None,
    name_formerly: Sequence[str] = (),
    may_be_empty: Sequence[str] = (),
    bounds: Mapping[str, tuple[float | None, float | None]] | None = None,
    longest: Mapping[str, int] | None = None,
) -> Table:
    """Build the table whose rows are instances of a dataclass.

    A field without a default is a required column. A text without a default may still be empty
    (it is then ""), unless it belongs to the key or is one of a closed list.

    Parameters
    ----------
    references
        Column to (table, column there).
    among
        Column to the values it may hold.
    formerly, renamed
        Column to the names it had, and to old values and their present names.
    may_be_empty
        Columns of the key in which nothing may stand; they are then "".
    bounds
        Column to the least and the greatest number it may hold.
    longest
        Column to the most characters of its text.

    Raises
    ------
    ValueError
        Where something is said of a column that the dataclass does not have.
    """
    references, among, bounds = references or {}, among or {}, bounds or {}
    hints = typing.get_type_hints(row_type)
    options = (references, among, bounds, formerly or {}, renamed or {}, may_be_empty, longest or {})
    refuse_unknown(name, (item.name for item in fields(row_type)), chain.from_iterable(options))
    columns = []
    for item in fields(row_type):
        kind: Kind = "choice" if item.name in among else _KINDS[_plain(hints[item.name])]
        default = None if item.default is MISSING else item.default
        required = item.default is MISSING
        if required and kind == "text" and (item.name not in key or item.name in may_be_empty):
            default = ""
        columns.append(
            Column(
                item.name,
                kind,
                required,
                default,
                *bounds.get(item.name, (None, None)),
                (longest or {}).get(item.name),
                among=tuple(among.get(item.name, ())),
                formerly=tuple((formerly or {}).get(item.name, ())),
                renamed=(renamed or {}).get(item.name, {}),
            )
        )
    return Table(
        name,
        tuple(columns),
        tuple(key),
        tuple((column, *target) for column, target in references.items()),
        formerly=tuple(name_formerly),
    )


def rows_of(frame: pl.DataFrame, row_type: type[Row]) -> tuple[Row, ...]:
    """Rows of a table as instances of their dataclass, in their order."""
    names = [item.name for item in fields(row_type)]  # type: ignore[arg-type]
    return tuple(row_type(*row) for row in frame.select(names).iter_rows())


def frame_of(rows: Iterable[Any], table: Table) -> pl.DataFrame:
    """Typed rows as a table, sorted by its key."""
    cells = [tuple(getattr(row, column.name) for column in table.columns) for row in rows]
    schema = {column.name: DTYPES[column.kind] for column in table.columns}
    return pl.DataFrame(cells, schema=schema, orient="row").sort(table.key, nulls_last=True)


def row_problems(row: Any, table: Table) -> list[Problem]:
    """Whatever keeps a typed row from being written as CSV and read back as it is.

    So a form that accepts a row by this rule and the reader of files cannot disagree. Every problem names
    the table's file and a column, and the row as its first.
    """
    return cell_problems([{item.name: getattr(row, item.name) for item in fields(row)}], table)


def cell_problems(rows: Sequence[Mapping[str, Any]], table: Table) -> list[Problem]:
    """Whatever keeps the cells of rows from being written as CSV and read back as they are.

    Parameters
    ----------
    rows
        Column to value, a text that is empty being None or ""; an absent column is at its default.

    Returns
    -------
    Every problem, with the row as a spreadsheet of just these rows counts it.
    """
    if not rows:
        return []
    file, names = f"{table.name}.csv", [column.name for column in table.columns]
    cells = [tuple(row.get(column.name, column.default) for column in table.columns) for row in rows]
    schema = {column.name: DTYPES[column.kind] for column in table.columns}
    frame = pl.DataFrame(cells, schema=schema, orient="row").with_columns(pl.col(pl.String).replace("", None))
    text = csv_text(shown_columns(frame, table))
    frames, problems = read_tables({file: text.encode()}, (table,), per_check=0)
    if problems or frames is None:
        return problems
    return [
        Problem(file, "does not read back as it was written.", "Write it plainly.", number, name, str(given))
        for number, (before, after) in enumerate(
            zip(cells, frames[table.name].select(names).iter_rows(), strict=True), start=2
        )
        for name, given, back in zip(names, before, after, strict=True)
        if given != back and not (given == "" and back is None)
    ]


def _plain(hint: object) -> object:
    """The type of a field without its None."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return next(kind for kind in typing.get_args(hint) if kind is not type(None))
    return hint
