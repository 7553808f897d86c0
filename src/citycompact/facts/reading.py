"""Reading tables from files: every problem at once, nothing half-loaded."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Collection, Iterable
from pathlib import Path

import polars as pl

from citycompact.facts.cells import read_cells
from citycompact.facts.files import Files, content_of
from citycompact.facts.problems import Problem
from citycompact.facts.table import Table

_OTHER_ENDINGS = frozenset({"txt", "tsv", "xlsx", "xls", "xlsm", "ods", "numbers", "json"})
"""What a table may have been saved as by mistake."""
_SECOND = re.compile(r"_duplicated_\d+$")


def read_tables(
    files: Files, tables: Iterable[Table], per_check: int = 100
) -> tuple[dict[str, pl.DataFrame] | None, list[Problem]]:
    """Read tables from CSV or Parquet files of their names.

    Parameters
    ----------
    per_check
        See :func:`citycompact.facts.cells.read_cells`.

    Returns
    -------
    Frames by table name, those without a file empty, or None where a file could not be read at
    all; and the problems of all files and cells.
    """
    tables = tuple(tables)
    frames: dict[str, pl.DataFrame] = {}
    misspelled = _misspelled(files, tables)
    problems = list(misspelled.values())
    readable = True
    for table in tables:
        frame, found = _read_table(files, table, per_check)
        # A table that goes by another name is not missing as well.
        if frame is not None or table.name not in misspelled:
            problems.extend(found)
        if frame is None:
            readable = False
        else:
            frames[table.name] = frame
    return (frames if readable else None), problems


def unknown_files(files: Files, names: Collection[str]) -> list[str]:
    """Files that look like tables and have the name of none."""
    ends = (".csv", ".parquet")
    return sorted(name for name in files if name.lower().endswith(ends) and name not in names)


def say_unknown_files(files: Files, names: Collection[str]) -> list[str]:
    """For each file that has the name of no table a sentence, with the table that it may be a copy of."""
    said = []
    for name in unknown_files(files, names):
        close = difflib.get_close_matches(name.lower(), [known for known in names if known in files], 1, 0.8)
        also = f"; {close[0]} is" if close else ""
        said.append(f"{name} is no table of any room, and is not read{also}.")
    return said


def _misspelled(files: Files, tables: tuple[Table, ...]) -> dict[str, Problem]:
    """Absent tables of nearly whose name there is a file; they would else be taken for empty."""
    known = {name for table in tables for name in file_names(table)}
    absent = [table.name for table in tables if not known.intersection(files) & set(file_names(table))]
    problems: dict[str, Problem] = {}
    for name in files:
        stem, _, ending = name.lower().rpartition(".")
        if stem in absent and ending in _OTHER_ENDINGS:
            mend = f"Save it as {stem}.csv: comma-separated UTF-8 text with one header row."
            problems[stem] = Problem(
                name, f"is not read; a table is a CSV or Parquet file, not {ending}.", mend
            )
    for name in unknown_files(files, known):
        stem, _, ending = name.lower().rpartition(".")
        close = difflib.get_close_matches(stem, absent, n=1, cutoff=0.85)
        if close:
            mend = f"Name it {close[0]}.{ending}, or move it out of the folder."
            message = f"is not read; the table is called {close[0]}."
            problems.setdefault(close[0], Problem(name, message, mend))
    return problems


def file_names(table: Table) -> list[str]:
    """Names a table's file may have, the present one first."""
    return [f"{name}{ending}" for name in (table.name, *table.formerly) for ending in (".csv", ".parquet")]


def _read_table(files: Files, table: Table, per_check: int) -> tuple[pl.DataFrame | None, list[Problem]]:
    present = [name for name in file_names(table) if name in files]
    if len(present) > 1:
        message = f"stands beside {present[1]}, and only one of them can be the table."
        return None, [Problem(present[0], message, "Remove one of the two.")]
    if not present:
        if table.required:
            columns = ", ".join(table.required_columns)
            return None, [Problem(f"{table.name}.csv", "is missing.", f"Add it with the columns {columns}.")]
        return table.empty(), []
    name = present[0]
    file = files[name]
    if (len(file) if isinstance(file, bytes) else file.stat().st_size) == 0:
        columns = ",".join(table.required_columns)
        return None, [Problem(name, "is empty (0 bytes).", f"Give it at least a header row: {columns}")]
    raw, problems = _read_parquet(file, name) if name.endswith(".parquet") else _read_csv(file, name)
    if raw is None:
        return None, problems
    problems = _same_names(raw, name) + _without_text(raw, table, name)
    if problems:
        return None, problems
    raw = _present_names(raw, table)
    missing = [column for column in table.required_columns if column not in raw.columns]
    if missing:
        mend = f"Add it; the columns found are {', '.join(raw.columns)}."
        return None, [Problem(name, f"has no column {column}.", mend, column=column) for column in missing]
    return read_cells(raw, table, name, per_check)


def _same_names(raw: pl.DataFrame, name: str) -> list[Problem]:
    """Columns that a header names twice: which of the two is meant, nobody can know."""
    # So the reader calls the second of two columns of one name.
    found = {column.rpartition("_duplicated_")[0] for column in raw.columns if _SECOND.search(column)}
    return [
        Problem(name, f"has two columns {column}.", "Remove one, or rename it.", 1, column)
        for column in raw.columns
        if column in found
    ]


def _without_text(raw: pl.DataFrame, table: Table, name: str) -> list[Problem]:
    """Columns of the schema whose cells are no text: lists, structures, bytes."""
    names = {former for column in table.columns for former in (column.name, *column.formerly)}
    return [
        Problem(
            name, f"holds {kind} where one value belongs.", "Write one value into each cell.", None, column
        )
        for column, kind in raw.schema.items()
        if column in names and (kind.is_nested() or kind in (pl.Binary, pl.Object))
    ]


def _present_names(raw: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Columns under the names they have now."""
    renamed = {}
    for column in table.columns:
        former = next((name for name in column.formerly if name in raw.columns), None)
        if former is not None and column.name not in raw.columns:
            renamed[former] = column.name
    return raw.rename(renamed) if renamed else raw


def _source(file: Path | bytes) -> Path | io.BytesIO:
    return io.BytesIO(file) if isinstance(file, bytes) else file


def _read_parquet(file: Path | bytes, name: str) -> tuple[pl.DataFrame | None, list[Problem]]:
    try:
        return pl.read_parquet(_source(file)), []
    # On some damaged files the reader panics, which is no Exception.
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        message = f"cannot be read as Parquet: {_first_line(error)}."
        return None, [Problem(name, message, "Write the file again.")]


def other_separator(content: bytes, name: str) -> list[Problem]:
    """The one problem of a file whose header is parted by semicolons or tabs, as spreadsheets of many
    countries write it."""
    header = content.split(b"\n", 1)[0]
    if b"," in header or not (b";" in header or b"\t" in header):
        return []
    what = "semicolons" if b";" in header else "tabs"
    mend = "Save it as comma-separated text; a spreadsheet that saved it again may have changed that."
    return [Problem(name, f"is separated by {what}.", mend, 1)]


def _read_csv(file: Path | bytes, name: str) -> tuple[pl.DataFrame | None, list[Problem]]:
    try:
        if problems := other_separator(_beginning(file), name):
            return None, problems
        return pl.read_csv(_source(file), infer_schema=False), []
    except (pl.exceptions.PolarsError, OSError) as error:
        mend = "Save it again as comma-separated UTF-8 text with one header row."
        message = f"cannot be read as CSV: {_first_line(error)}."
        return None, what_is_wrong_with_csv(content_of(file), name) or [Problem(name, message, mend)]


def _beginning(file: Path | bytes) -> bytes:
    if isinstance(file, bytes):
        return file
    with file.open("rb") as opened:
        return opened.readline(100_000)


def what_is_wrong_with_csv(data: bytes, name: str) -> list[Problem]:
    """Find the lines that broke the fast reader; only called once it has failed."""
    problems: list[Problem] = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            problems.append(
                Problem(
                    name,
                    f"is not UTF-8 text at byte {error.start + 1} of this line.",
                    "Save the file as UTF-8 (in Excel: CSV UTF-8).",
                    row=number,
                    value=line.decode("latin-1").strip()[:60],
                )
            )
    if problems:
        return problems
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    mend = "Put text that contains a comma between double quotes."
    try:
        header = next(rows, [])
        for number, row in enumerate(rows, start=2):
            if row and len(row) != len(header):
                message = f"has {len(row)} cells where the header has {len(header)}."
                problems.append(Problem(name, message, mend, row=number))
    except csv.Error as error:
        problems.append(Problem(name, f"cannot be read as CSV: {error}.", "Check its quotation marks."))
    return problems


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def columns_of(file: Path | bytes, table: Table) -> list[str]:
    """The columns of a table's file that can be read, in its order, under the names that they have now."""
    source, parquet = _source(file), _beginning(file)[:4] == b"PAR1"
    raw = (pl.read_parquet if parquet else pl.read_csv)(source, n_rows=0)
    return _present_names(raw, table).columns
