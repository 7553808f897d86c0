"""``PublicTable``: the form of every public count or rate of people.

What is published together (the tables of one round, of one survey) is given to :func:`publish`
together, with the sums that hold inside the tables and between them, so that no table gives away
what another hides. A rate needs nothing of its own: publish its part and its rest, and divide what
comes back; where either is hidden, the rate is empty. So 97 of 100 does not give three people away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from citycompact.privacy.suppression import Equation, hidden_cells

Column = tuple[str, str]
"""Table and column."""


@dataclass(frozen=True, eq=False)
class PublicTable:
    """A table with counts of people.

    Parameters
    ----------
    name
        Its name in this publication.
    frame
        Its rows in a fixed order. Columns that are not counts are published as they are.
    counts
        Columns that count people: integers, 0 or more.
    known
        For a column of counts, where its count is public by definition (a full bucket's).
    withheld
        For a column of counts, where it is not published at all but stands in a sum.
    """

    name: str
    frame: pl.DataFrame
    counts: tuple[str, ...]
    known: Mapping[str, pl.Expr] = field(default_factory=dict)
    withheld: Mapping[str, pl.Expr] = field(default_factory=dict)

    def as_published(self, published: pl.DataFrame) -> PublicTable:
        """This table as it was published before: what was shown is known, what was hidden stays hidden."""
        shown = {f"{name} shown": published[name].is_not_null() for name in self.counts}
        return replace(
            self,
            frame=self.frame.with_columns(**shown),
            known={name: pl.col(f"{name} shown") for name in self.counts},
            withheld={name: ~pl.col(f"{name} shown") for name in self.counts},
        )


@dataclass(frozen=True)
class Sum:
    """In every row of the total's table: the total is the sum of all parts with the same ``by``.

    Columns of one row (``by`` names the keys), rows of another table (a program's offers are the seats
    filled in its buckets), or a whole column (no ``by``, and one row in the total's table).
    """

    total: Column
    parts: tuple[Column, ...]
    by: tuple[str, ...] = ()


def publish(tables: Sequence[PublicTable], sums: Sequence[Sum] = ()) -> dict[str, pl.DataFrame]:
    """The frames as they may be shown, by name: hidden counts are empty.

    Cells count table by table, row by row, column by column; sums in their order, each row by row.

    Raises
    ------
    ValueError
        Where a sum does not add up, or parts have no total: the sum is not what the tables hold.
    """
    counts: list[int] = []
    known: set[int] = set()
    withheld: set[int] = set()
    first: dict[str, int] = {}
    for table in tables:
        first[table.name] = len(counts)
        for marked, where in ((known, table.known), (withheld, table.withheld)):
            for name, given in where.items():
                rows = table.frame.with_columns(given.fill_null(False).alias(name))[name].arg_true()
                marked.update(_place(first, table, name, row) for row in rows)
        counts += [int(value) for row in table.frame.select(table.counts).iter_rows() for value in row]
    by_name = {table.name: table for table in tables}
    equations = [equation for item in sums for equation in _equations(item, by_name, first)]
    hidden = hidden_cells(counts, equations, known, withheld)
    return {
        table.name: table.frame.with_columns(
            pl.Series(
                name,
                [
                    None if _place(first, table, name, row) in hidden else value
                    for row, value in enumerate(table.frame[name].to_list())
                ],
                dtype=table.frame.schema[name],
            )
            for name in table.counts
        )
        for table in tables
    }


def _place(first: Mapping[str, int], table: PublicTable, column: str, row: int) -> int:
    return first[table.name] + row * len(table.counts) + table.counts.index(column)


def _equations(item: Sum, tables: Mapping[str, PublicTable], first: Mapping[str, int]) -> list[Equation]:
    def places(column: Column) -> list[tuple[tuple[object, ...], int]]:
        table = tables[column[0]]
        keys = table.frame.select(item.by).rows() if item.by else [()] * table.frame.height
        return [(key, _place(first, table, column[1], row)) for row, key in enumerate(keys)]

    totals = places(item.total)
    parts: dict[tuple[object, ...], list[int]] = {key: [] for key, _ in totals}
    if len(parts) != len(totals):
        raise ValueError(f"{item.total} has several totals for one {item.by or 'whole'}.")
    for column in item.parts:
        for key, place in places(column):
            if key not in parts:
                raise ValueError(f"{column} has parts of {key}, which {item.total} does not know.")
            parts[key].append(place)
    return [Equation(place, tuple(parts[key])) for key, place in totals]
