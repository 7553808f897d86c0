"""Faults to plant in any result: what a slip of the hand, a bug or a bribed clerk would leave in a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import polars as pl

from citycompact.doors import Result


def planted(result: Result) -> Iterator[tuple[str, Result]]:
    """Each fault by name, with the result in which it is planted; every table and column has its turn."""
    for name, table in result.tables.items():
        for fault, broken in _faults(table):
            yield f"{name}: {fault}", replace(result, tables={**result.tables, name: broken})
    for name, value in result.values.items():
        mapping = {} if value else {"elsewhere": 1}
        other = "2020-01-01" if isinstance(value, str) else value + 1 if isinstance(value, int) else mapping
        yield f"{name} is {other!r}", replace(result, values={**result.values, name: other})


def _faults(table: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    height = table.height
    if not height:
        return
    yield "the first row is gone", table.slice(1)
    yield "the last row is gone", table.head(height - 1)
    yield "all rows are gone", table.clear()
    yield "the first row stands twice", pl.concat([table.head(1), table])
    for column in table.columns:
        values = table[column].to_list()
        if len(set(values)) > 1:
            yield f"{column} has slipped by a row", _with(table, column, [*values[1:], values[0]])
        for row in {0, height - 1}:
            for other in _others(values[row], values, table.schema[column]):
                changed = [*values[:row], other, *values[row + 1 :]]
                yield f"{column} of row {row} is {other!r}", _with(table, column, changed)


def _with(table: pl.DataFrame, column: str, values: list[object]) -> pl.DataFrame:
    return table.with_columns(pl.Series(column, values, dtype=table.schema[column]))


def _others(value: object, values: list[object], kind: pl.DataType) -> list[object]:
    """Other values for a cell: one that stands elsewhere in its column, and nothing at all."""
    elsewhere = next((item for item in values if item != value and item is not None), None)
    if kind == pl.Boolean:
        return [not value]
    if kind.is_numeric():
        return [(value or Decimal(0) if kind.is_decimal() else value or 0) + 1]  # type: ignore[operator]
    return [item for item in (elsewhere,) if item is not None]
