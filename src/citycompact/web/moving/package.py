"""A package as it was sent: its files, every room's tables, and which columns each of them has."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from citycompact.city import TABLES, CityPackage, inspect_city
from citycompact.city.validating import unknown_schools
from citycompact.facts import FactsError, Files, Problem, columns_of, file_names, files_of, say_unknown_files
from citycompact.rooms import tables

BESIDE = frozenset(
    {"city.toml", "compact.toml", "zones.geojson", "rulebook.toml", "rulebook.signatures.json"}
)
"""Files of a package that are no tables."""


@dataclass(frozen=True, eq=False)
class Package:
    """Everything that a package holds, read and checked.

    Parameters
    ----------
    city
        With the tables of every room that have a file, and all of the city's own.
    columns
        Table to the columns of its file, in its order; a table without a file has none here.
    notes
        Files that nobody reads.
    """

    files: Files
    city: CityPackage
    columns: dict[str, list[str]]
    notes: tuple[str, ...] = ()

    def table(self, name: str) -> pl.DataFrame | None:
        """Rows of a table; None where the package has no file of it, and so says nothing of it."""
        return self.city.tables[name] if name in self.columns else None


def read_package(path: Path, per_check: int = 100) -> Package:
    """Read a folder or a ZIP file.

    Raises
    ------
    FactsError
        With every problem of every room's tables.
    """
    files = files_of(path)
    every = tables()
    there = tuple(t for t in every.values() if t.name in TABLES or not set(file_names(t)).isdisjoint(files))
    city, problems = inspect_city(path, per_check, there)
    if city is None or problems:
        raise FactsError(problems)
    columns = {
        table.name: columns_of(files[name], table)
        for table in there
        for name in file_names(table)
        if name in files
    }
    if faults := [fault for name in columns for fault in _no_texts(name, city.tables[name])]:
        raise FactsError(faults)
    known = {name for table in every.values() for name in file_names(table)}
    notes = [*say_unknown_files(files, known), *unknown_schools(city)]
    return Package(files, city, columns, tuple(notes))


def _no_texts(name: str, frame: pl.DataFrame) -> list[Problem]:
    """Cells of columns that no schema knows, and that no database keeps."""
    return [
        Problem(f"{name}.csv", "holds the character NUL, which no text has.", "Remove it.", row + 2, column)
        for column in frame.columns
        if frame[column].dtype == pl.String
        for row in frame[column].str.contains("\0", literal=True).fill_null(False).arg_true().to_list()
    ]
