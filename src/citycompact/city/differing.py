"""In how many rows the tables of two packages differ."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from citycompact.city.package import CityPackage
from citycompact.city.tables import TABLES


@dataclass(frozen=True)
class TableDifference:
    """Rows of one table: that say something else of the same key, and that one package alone has."""

    table: str
    changed: int
    only_before: int
    only_after: int


def table_differences(before: CityPackage, after: CityPackage) -> list[TableDifference]:
    """The tables in which two packages differ, in the order of :data:`~citycompact.city.TABLES`."""
    found = (_difference(name, before.table(name), after.table(name)) for name in TABLES)
    return [item for item in found if item.changed or item.only_before or item.only_after]


def _difference(name: str, before: pl.DataFrame, after: pl.DataFrame) -> TableDifference:
    columns = list(dict.fromkeys([*before.columns, *after.columns]))
    key = list(TABLES[name].key) or columns
    one, other = (
        frame.with_columns(pl.lit(None).alias(column) for column in columns if column not in frame.columns)
        for frame in (before, after)
    )
    both = one.join(other, on=key, how="inner", suffix=" after", nulls_equal=True)
    differ = [~pl.col(c).eq_missing(pl.col(f"{c} after")) for c in columns if c not in key]
    return TableDifference(
        name,
        both.filter(pl.any_horizontal(differ)).height if differ else 0,
        one.join(other, on=key, how="anti", nulls_equal=True).height,
        other.join(one, on=key, how="anti", nulls_equal=True).height,
    )
