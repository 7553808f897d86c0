"""``PublicTable``: the form of every public count or rate of people.

What is published together (the tables of one round, of one survey) is given to :func:`publish`
together, with the sums that hold inside the tables and between them, so that no table gives away
what another hides. A rate needs nothing of its own: publish its part and its rest, and divide what
comes back; where either is hidden, the rate is empty. So 97 of 100 does not give three people away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
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
    most
        For a column of counts, the greatest that each could publicly be; empty where nothing is known.
    slack
        Columns of counts that nobody prints and nobody needs to hide: what a sum has beyond its other
        parts, so that it says no more than that these are not more than their total.
        They are for nobody to print.
    """

    name: str
    frame: pl.DataFrame
    counts: tuple[str, ...]
    known: Mapping[str, pl.Expr] = field(default_factory=dict)
    withheld: Mapping[str, pl.Expr] = field(default_factory=dict)
    most: Mapping[str, pl.Expr] = field(default_factory=dict)
    slack: tuple[str, ...] = ()

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

    Parameters
    ----------
    repeated
        The total stands in several rows, or in none, for one key: a school's pupils beside each of its needs.
    """

    total: Column
    parts: tuple[Column, ...]
    by: tuple[str, ...] = ()
    repeated: bool = False


def publish(tables: Sequence[PublicTable], sums: Sequence[Sum] = ()) -> dict[str, pl.DataFrame]:
    """The frames as they may be shown, by name: hidden counts are empty.

    Cells count table by table, row by row, column by column; sums in their order, each row by row.

    Raises
    ------
    ValueError
        Where a sum does not add up, or parts have no total: the sum is not what the tables hold.
    """
    published = _Publication(tables)
    equations = [equation for item in sums for equation in published.equations(item)]
    hidden = hidden_cells(
        published.counts, equations, published.known, published.withheld, published.most, published.slack
    )
    return published.shown(hidden)


class _Publication:
    """Tables as one list of cells."""

    def __init__(self, tables: Sequence[PublicTable]) -> None:
        self.tables = {table.name: table for table in tables}
        self.counts: list[int] = []
        self.known: set[int] = set()
        self.withheld: set[int] = set()
        self.most: dict[int, int] = {}
        self.slack: set[int] = set()
        self._first: dict[str, int] = {}
        self._keys: dict[tuple[str, tuple[str, ...]], list[object]] = {}
        for table in tables:
            self._first[table.name] = len(self.counts)
            cells = table.frame.select(pl.col(table.counts).cast(pl.Int64)).to_numpy()
            self.counts += cells.ravel().tolist()
            for marked, given in ((self.known, table.known), (self.withheld, table.withheld)):
                for name, where in table.frame.with_columns(**given).select(given.keys()).to_dict().items():
                    places = self._places((table.name, name))
                    marked.update(places[row] for row in where.fill_null(False).arg_true())
            for name in table.slack:
                self.slack.update(self._places((table.name, name)))
            for name, greatest in (
                table.frame.with_columns(**table.most).select(table.most.keys()).to_dict().items()
            ):
                pairs = zip(self._places((table.name, name)), greatest, strict=True)
                self.most |= {place: most for place, most in pairs if most is not None}

    def _places(self, column: Column) -> range:
        """The cells of a column."""
        table = self.tables[column[0]]
        width = len(table.counts)
        first = self._first[table.name] + table.counts.index(column[1])
        return range(first, first + width * table.frame.height, width)

    def _keys_of(self, name: str, by: tuple[str, ...]) -> list[object]:
        """For each row of a table what it is grouped by; many sums group one table alike."""
        if (name, by) not in self._keys:
            frame = self.tables[name].frame
            alike = [()] * frame.height if not by else zip(*(frame[key].to_list() for key in by), strict=True)
            self._keys[name, by] = list(alike)
        return self._keys[name, by]

    def equations(self, item: Sum) -> list[Equation]:
        """A sum, row by row."""
        totals = self._keys_of(item.total[0], item.by)
        parts: dict[object, list[int]] = {key: [] for key in totals}
        if len(parts) != len(totals) and not item.repeated:
            raise ValueError(f"{item.total} has several totals for one {item.by or 'whole'}.")
        for column in item.parts:
            places = self._places(column)
            if not item.by and parts:
                parts[()].extend(places)
                continue
            for key, place in zip(self._keys_of(column[0], item.by), places, strict=True):
                if key not in parts and item.repeated:
                    continue
                if key not in parts:
                    raise ValueError(f"{column} has parts of {key}, which {item.total} does not know.")
                parts[key].append(place)
        return [
            Equation(place, tuple(parts[key]))
            for key, place in zip(totals, self._places(item.total), strict=True)
        ]

    def shown(self, hidden: set[int]) -> dict[str, pl.DataFrame]:
        """The tables, hidden counts empty."""
        seen = np.ones(len(self.counts), dtype=bool)
        seen[list(hidden)] = False
        return {
            name: table.frame.with_columns(
                pl.when(pl.Series(seen[self._places((name, column))])).then(pl.col(column)).alias(column)
                for column in table.counts
            )
            for name, table in self.tables.items()
        }
