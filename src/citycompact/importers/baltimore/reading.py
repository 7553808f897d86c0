"""Reading the five published files: every problem of all of them at once, nothing half-read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from citycompact.facts import Column, FactsError, Files, Problem, Table, files_of, read_tables, unknown_files
from citycompact.importers.baltimore.ledger import Ledger
from citycompact.importers.baltimore.management import TYPES, folded_type
from citycompact.importers.baltimore.written import breaks, count, joined, school_number
from citycompact.importers.baltimore.zone_file import ZONE_FILE, Zone, read_zones
from citycompact.importers.written_grades import read_grade

CITY = "0"
"""The number under which the tables give the city as a whole."""


def _text(name: str, *, empty: bool = False) -> Column:
    return Column(name, "text", True, default="" if empty else None)


ENROLLMENT = Table(
    "enrollment_by_grade_2003_2022",
    (
        Column("year", "integer", True, minimum=1900, maximum=2100),
        _text("school_number"),
        _text("school_name"),
        _text("grade", empty=True),
        _text("enrolled_count", empty=True),
    ),
    key=("year", "school_number", "grade"),
    required=True,
)
BUILDINGS = Table(
    "buildings_2021_22",
    (
        Column("bldg_number", "id", True),
        _text("bldg_name"),
        _text("program_number"),
        _text("program_name"),
        _text("management_type"),
        _text("address", empty=True),
        _text("src", empty=True),
        _text("bldg_enrollment", empty=True),
        _text("program_enrollment", empty=True),
        Column("utilization_pct", "number"),
        Column("acres", "number", minimum=0),
        Column("bldg_sqft", "integer", minimum=0),
        Column("fci_score", "text"),
        Column("notes", "text"),
        _text("bcpss_owned", empty=True),
        Column("year_built", "integer"),
    ),
    key=("bldg_number", "program_number"),
    required=True,
)
DIRECTORY = Table(
    "school_directory_2019",
    (
        _text("school_number"),
        _text("school_name"),
        _text("address", empty=True),
        _text("zip", empty=True),
        _text("nces_number", empty=True),
    ),
    key=("school_number",),
    required=True,
)
DEMOGRAPHICS = Table(
    "demographics_2021_22",
    (
        _text("school_number"),
        _text("school_name"),
        _text("management_type", empty=True),
        _text("grade", empty=True),
        _text("grade_range", empty=True),
        _text("total_enrollment", empty=True),
    ),
    key=(),
    required=True,
)
TABLES = (ENROLLMENT, BUILDINGS, DIRECTORY, DEMOGRAPHICS)
_NAMES = ("school_name", "program_name", "bldg_name", "management_type", "address", "notes")
Row = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Sources:
    """The files as read. Every row has ``row``, as a spreadsheet counts it, and ``number``, its school's.

    Parameters
    ----------
    enrollment
        Columns row, year, number, school_name, grade (None: all of the school), count (None: withheld).
    buildings, directory, demographics
        Rows with names on one line; their counts are numbers, None where withheld.
    zones
        The elementary zones, in the order of the file.
    """

    enrollment: pl.DataFrame
    buildings: list[Row]
    directory: list[Row]
    demographics: list[Row]
    zones: list[Zone]

    @property
    def year(self) -> int:
        """The newest year of enrollment, named by its spring."""
        return int(self.enrollment["year"].max())  # type: ignore[arg-type]


def read_sources(folder: Path, ledger: Ledger) -> Sources:
    """Read the district's tables from a folder or a ZIP file.

    Raises
    ------
    FactsError
        With every problem of every file: absent ones, columns, numbers, grades and management types
        that are none, a grade that a school has twice in a year, a zone that cannot be read.
    """
    files = files_of(folder)
    frames, problems = read_tables(files, TABLES)
    zones, found = read_zones(files)
    problems += found
    if frames is None:
        raise FactsError(problems)
    rows = {name: _rows(frames[name], f"{name}.csv", problems, ledger) for name in frames}
    enrollment = _enrollment(rows[ENROLLMENT.name], problems)
    for column in ("src", "bldg_enrollment", "program_enrollment"):
        _numbers(rows[BUILDINGS.name], column, "buildings_2021_22.csv", problems)
    _numbers(rows[DEMOGRAPHICS.name], "total_enrollment", "demographics_2021_22.csv", problems)
    for name in (BUILDINGS.name, DEMOGRAPHICS.name):
        _types(rows[name], f"{name}.csv", problems)
    for table in (BUILDINGS, DIRECTORY):
        _once(rows[table.name], table, problems)
    if enrollment.is_empty():
        mend = "Give the table with its rows of counts."
        problems.append(Problem("enrollment_by_grade_2003_2022.csv", "has no rows of schools.", mend))
    if problems:
        raise FactsError(problems)
    ledger.of(ZONE_FILE).read = len(zones)
    _others(files, ledger)
    return Sources(
        enrollment, rows[BUILDINGS.name], rows[DIRECTORY.name], rows[DEMOGRAPHICS.name], list(zones)
    )


def _rows(frame: pl.DataFrame, file: str, problems: list[Problem], ledger: Ledger) -> list[Row]:
    """Rows with their numbers read and their names on one line."""
    key = "program_number" if "program_number" in frame.columns else "school_number"
    rows = []
    broken: dict[str, int] = {}
    for number, row in enumerate(frame.iter_rows(named=True), start=2):
        school = school_number(row[key] or "")
        if school is None and row[key]:
            mend = "Write the school's number, such as 4."
            problems.append(Problem(file, "is no number of a school.", mend, number, key, row[key][:60]))
        for column in _NAMES:
            if text := row.get(column):
                broken[column] = broken.get(column, 0) + breaks(text)
                row[column] = joined(text)
        rows.append({**row, "row": number, "number": school})
    for column, lines in broken.items():
        if lines:
            said = f"{file}, column {column}: in {lines:,} of {len(rows):,} rows; put on one line"
            ledger.found("Line breaks inside a cell", said)
    ledger.of(file).read = len(rows)
    return rows


def _enrollment(rows: list[Row], problems: list[Problem]) -> pl.DataFrame:
    file = f"{ENROLLMENT.name}.csv"
    read = []
    seen: dict[tuple[int, str, str], int] = {}
    for row in rows:
        grade = read_grade(row["grade"]) if row["grade"].strip() else None
        if row["grade"].strip() and grade is None:
            mend = "Write PK, K or 1 to 12; leave it empty for the whole school."
            problems.append(Problem(file, "is not a grade.", mend, row["row"], "grade", row["grade"][:60]))
        key = (row["year"], row["number"], grade or "")
        if row["number"] not in (None, CITY) and seen.setdefault(key, row["row"]) != row["row"]:
            mend = "Keep the row that is right."
            message = (
                f"counts this grade of the school a second time in {row['year']}, as row {seen[key]} does."
            )
            problems.append(Problem(file, message, mend, row["row"], "grade", row["grade"] or None))
        read.append(
            (
                row["row"],
                row["year"],
                row["number"],
                row["school_name"],
                grade,
                _count(row, "enrolled_count", file, problems),
            )
        )
    text = pl.String
    schema = {
        "row": pl.Int64,
        "year": pl.Int64,
        "number": text,
        "school_name": text,
        "grade": text,
        "count": pl.Int64,
    }
    return pl.DataFrame(read, schema=schema, orient="row")


def _count(row: Row, column: str, file: str, problems: list[Problem]) -> int | None:
    try:
        return count(row[column])
    except ValueError:
        mend = "Write a whole number; leave the cell empty where the count is withheld."
        problems.append(Problem(file, "is not a count.", mend, row["row"], column, row[column][:60]))
        return None


def _numbers(rows: list[Row], column: str, file: str, problems: list[Problem]) -> None:
    for row in rows:
        row[column] = _count(row, column, file, problems)


def _types(rows: list[Row], file: str, problems: list[Problem]) -> None:
    """Put the folded management type into each row; the city as a whole has none."""
    for row in rows:
        text = row["management_type"] or ""
        row["type"] = folded_type(text)
        if text and row["type"] not in TYPES:
            mend = f"It has to be one of {', '.join(TYPES)}; another needs a sector first."
            problems.append(
                Problem(
                    file,
                    "is not a management type that is known.",
                    mend,
                    row["row"],
                    "management_type",
                    text[:60],
                )
            )


def _once(rows: list[Row], table: Table, problems: list[Problem]) -> None:
    """Name rows that stand twice."""
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = tuple(str(row[name]) for name in table.key)
        first = seen.setdefault(key, row["row"])
        if first != row["row"]:
            message, mend = f"stands in row {first} already.", "Keep the row that is right."
            file, value = f"{table.name}.csv", ", ".join(key)
            problems.append(Problem(file, message, mend, row["row"], table.key[-1], value))


def _others(files: Files, ledger: Ledger) -> None:
    """Note the tables in the folder that no part of the package takes yet."""
    for name in unknown_files(files, {f"{table.name}.csv" for table in TABLES}):
        ledger.found("Files that are not read", f"{name}: no table of the package takes it yet")
