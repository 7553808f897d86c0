"""A table of facts: every column, its kind and its default, in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from citycompact.facts.kinds import DTYPES, Kind


@dataclass(frozen=True)
class Column:
    """One column.

    Parameters
    ----------
    required
        Whether a file must have it; then no cell may be empty, unless there is a default.
    default
        What stands for an empty cell and for an absent column.
    minimum, maximum
        Bounds of a number.
    longest
        Most characters of a text.
    among
        What a column of kind choice may hold.
    formerly
        Names that the column had in earlier formats; they are still read.
    renamed
        Values of earlier formats to what they are called now.
    """

    name: str
    kind: Kind
    required: bool = False
    default: object = None
    minimum: float | None = None
    maximum: float | None = None
    longest: int | None = None
    among: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """One table: its columns, the columns that identify a row, and what they point to.

    Parameters
    ----------
    references
        (column, table, column there): where a value that is given must be found.
    required
        Whether a package must have it.
    boolean_facts
        Whether a column that the schema does not know becomes Boolean where it holds only true and false.
    formerly
        Names that the table had in earlier formats; a file of such a name is still read.
    gone
        For a reference what to do, in a sentence, where the row that it names is not there any more.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[tuple[str, str, str], ...] = ()
    required: bool = False
    boolean_facts: bool = False
    formerly: tuple[str, ...] = ()
    gone: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what would silently mean nothing: ValueError for a column that the table does not have."""
        names = [column.name for column in self.columns]
        refuse_unknown(self.name, names, (*self.key, *(column for column, _, _ in self.references)))
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"the table {self.name} declares {', '.join(twice)} twice")

    def column(self, name: str) -> Column:
        """Return the column of this name; KeyError if the schema has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def required_columns(self) -> tuple[str, ...]:
        """Names of the columns a file must have."""
        return tuple(column.name for column in self.columns if column.required)

    def complete(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return a frame with all columns of the schema, absent ones at their default, then its others."""
        missing = [
            pl.lit(column.default, dtype=DTYPES[column.kind]).alias(column.name)
            for column in self.columns
            if column.name not in frame.columns
        ]
        known = [column.name for column in self.columns]
        frame = frame.with_columns(missing)
        return frame.select(*known, *(name for name in frame.columns if name not in known))

    def empty(self) -> pl.DataFrame:
        """Return the table with all its columns and no rows."""
        return pl.DataFrame(schema={column.name: DTYPES[column.kind] for column in self.columns})


def refuse_unknown(table: str, names: Iterable[str], said: Iterable[str]) -> None:
    """ValueError where something is said of columns that a table does not have."""
    if unknown := sorted(set(said) - set(names)):
        raise ValueError(f"the table {table} has no column {', '.join(unknown)}")
