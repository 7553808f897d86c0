"""Tables of a result as they are published: what kind of value stands in each column, and how it is written.

Columns are named by the kinds of :mod:`citycompact.facts.kinds`, so that a reader in any language knows
what to expect; ``moment`` is a date with a time on the city's clock. One way of writing serves CSV and
JSON alike, and reading gives back what was written, or says which cell it is not.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from citycompact.facts import FactsError, Problem, csv_text, file_sha256, write_csv
from citycompact.facts.canonical_json import LARGEST_INTEGER
from citycompact.facts.kinds import DECIMALS

_DTYPES: dict[str, pl.DataType] = {
    "text": pl.String(),
    "integer": pl.Int64(),
    "number": pl.Float64(),
    "decimal": pl.Decimal(38, DECIMALS),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "moment": pl.Datetime("us"),
}
_AS_TEXT = frozenset({"decimal", "date", "moment"})
"""Kinds for which JSON has none; they stand there as they do in CSV."""
_MEND = "Take the tables as they were published."

Columns = Mapping[str, str]
"""Kind of each column, in their order."""


def columns_of(table: pl.DataFrame) -> dict[str, str]:
    """Kind of each column, in their order.

    Raises
    ------
    TypeError
        For a column of a type that no kind stands for: a room must not publish one.
    """
    return {name: _kind(name, dtype) for name, dtype in table.schema.items()}


def _kind(name: str, dtype: pl.DataType) -> str:
    if dtype.is_integer():
        return "integer"
    if dtype.is_float():
        return "number"
    if dtype.is_decimal():
        return "decimal"
    for kind, known in _DTYPES.items():
        if dtype == known:
            return kind
    raise TypeError(f"column {name}: {dtype} is none of the kinds that can be published")


def csv_of(table: pl.DataFrame) -> str:
    """A table as its published CSV."""
    return csv_text(_with_moments(table))


def write_csv_of(table: pl.DataFrame, path: Path) -> str:
    """Write the published CSV of a table, and return its hash."""
    write_csv(_with_moments(table), path)
    return file_sha256(path)


def _with_moments(table: pl.DataFrame) -> pl.DataFrame:
    moments = [name for name, dtype in table.schema.items() if dtype == pl.Datetime]
    return table.with_columns(pl.col(moments).dt.strftime("%Y-%m-%dT%H:%M:%S"))


def table_of_csv(content: bytes, columns: Columns, file: str) -> pl.DataFrame:
    """Read a published CSV again; FactsError where it is not a table of these columns."""
    try:
        cells = pl.read_csv(content, infer_schema=False)
    except pl.exceptions.NoDataError:
        cells = pl.DataFrame()
    except pl.exceptions.PolarsError as error:
        raise FactsError([Problem(file, f"cannot be read: {error}.", _MEND)]) from None
    return _typed(cells, columns, file)


def table_as_found(content: bytes, columns: Columns, file: str) -> tuple[pl.DataFrame, list[Problem]]:
    """What can be read of a published CSV, and what cannot: rows that are none of these columns are left
    out."""
    try:
        return table_of_csv(content, columns, file), []
    except FactsError as error:
        problems = error.problems
    nothing = pl.DataFrame(schema={name: _DTYPES[kind] for name, kind in columns.items()})
    try:
        lines = list(csv.reader(io.StringIO(content.decode(errors="replace"), newline="")))
    except csv.Error:
        return nothing, problems
    if not lines or lines[0] != list(columns):
        return nothing, problems
    whole = [[cell or None for cell in line] for line in lines[1:] if len(line) == len(columns)]
    cells = pl.DataFrame(whole, schema=dict.fromkeys(columns, pl.String), orient="row")
    typed = cells.with_columns(_cast(cells[name], kind).alias(name) for name, kind in columns.items())
    unfit = pl.any_horizontal(typed[name].is_null() & cells[name].is_not_null() for name in columns)
    return typed.filter(~unfit), problems


def json_rows(table: pl.DataFrame) -> list[dict[str, Any]]:
    """A table as rows of JSON."""
    texts = pl.read_csv(csv_of(table).encode(), infer_schema=False) if table.width else table
    as_text = [name for name, kind in columns_of(table).items() if kind in _AS_TEXT]
    rows = table.with_columns(texts[name] for name in as_text).to_dicts()
    large = [name for name, kind in columns_of(table).items() if kind == "integer" and _beyond(table[name])]
    for row in rows:
        row.update((name, str(row[name])) for name in large if abs(row[name] or 0) > LARGEST_INTEGER)
    return rows


def _beyond(column: pl.Series) -> bool:
    """Whether integers stand in a column that not every reader of JSON holds exactly."""
    return bool((column.abs() > LARGEST_INTEGER).any())


def table_of_json(rows: Any, columns: Columns, file: str) -> pl.DataFrame:
    """Read rows of JSON again; FactsError where they are not a table of these columns."""
    if not isinstance(rows, list) or not all(
        isinstance(row, dict) and row.keys() == columns.keys() for row in rows
    ):
        wanted = ", ".join(columns)
        raise FactsError([Problem(file, f"is not a list of rows with the columns {wanted}.", _MEND)])
    problems = [
        Problem(file, f"is not {_NOUNS[kind]}.", _MEND, number + 1, name, str(row[name]))
        for number, row in enumerate(rows)
        for name, kind in columns.items()
        if row[name] is not None and not _fits(row[name], kind)
    ]
    if problems:
        raise FactsError(problems)
    for name in (name for name, kind in columns.items() if kind == "integer"):
        for row in rows:
            row[name] = None if row[name] is None else int(row[name])
    typed = {name: pl.String() if kind in _AS_TEXT else _DTYPES[kind] for name, kind in columns.items()}
    return _typed(pl.DataFrame(rows, schema=typed), columns, file)


_NOUNS: Mapping[str, str] = {
    "text": "a text",
    "integer": "a whole number",
    "number": "a number",
    "decimal": f"a text with a number of at most {DECIMALS} decimals",
    "boolean": "true or false",
    "date": "a day such as 2027-03-31",
    "moment": "a time such as 2027-03-31T12:00:00",
}


def _fits(value: Any, kind: str) -> bool:
    match kind:
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            digits = isinstance(value, str) and re.fullmatch(r"-?[0-9]{16,19}", value) is not None
            whole = digits or (isinstance(value, int) and not isinstance(value, bool))
            return whole and -(2**63) <= int(value) < 2**63
        case "number":
            return (
                isinstance(value, int | float)
                and not isinstance(value, bool)
                and abs(value) <= sys.float_info.max
            )
        case _:
            return isinstance(value, str) and _is_text(value)


def _is_text(value: str) -> bool:
    """Whether a text has no half of a surrogate pair in it."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _typed(cells: pl.DataFrame, columns: Columns, file: str) -> pl.DataFrame:
    """Turn texts into their kinds; values that have them already stay."""
    if cells.columns != list(columns):
        wanted = ", ".join(columns)
        raise FactsError([Problem(file, f"does not have the columns {wanted}.", _MEND)])
    typed: list[pl.Series] = []
    problems: list[Problem] = []
    for name, kind in columns.items():
        given = cells[name]
        series = _cast(given, kind)
        bad = (series.is_null() & given.is_not_null()).arg_true().to_list()
        problems += [
            Problem(file, f"is not {_NOUNS[kind]}.", _MEND, row + 2, name, str(given[row])) for row in bad
        ]
        typed.append(series)
    if problems:
        raise FactsError(problems)
    return pl.DataFrame(typed)


def _cast(given: pl.Series, kind: str) -> pl.Series:
    if given.dtype != pl.String or kind == "text":
        return given
    match kind:
        case "boolean":
            return given.replace_strict({"true": True, "false": False}, default=None, return_dtype=pl.Boolean)
        case "date":
            return given.str.to_date("%Y-%m-%d", strict=False)
        case "moment":
            return given.str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False, time_unit="us")
        case _:
            return given.cast(_DTYPES[kind], strict=False)
