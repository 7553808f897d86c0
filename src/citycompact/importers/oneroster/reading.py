"""Reading the files of an export: those of the standard's names, every problem at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from citycompact.facts import FactsError, Files, Problem, content_of
from citycompact.facts.reading import other_separator, what_is_wrong_with_csv

SECTOR = "metadata.sector"
"""The column in which our own exports say who runs an organization."""
NEEDED: Mapping[str, tuple[str, ...]] = {
    "orgs": ("sourcedId", "name", "type", "parentSourcedId"),
    "academicSessions": ("sourcedId", "type", "startDate", "endDate", "schoolYear"),
    "classes": ("sourcedId", "grades", "schoolSourcedId", "termSourcedIds"),
    "users": ("sourcedId", "grades"),
    "enrollments": ("sourcedId", "classSourcedId", "schoolSourcedId", "userSourcedId", "role", "primary"),
}
"""Files without which nobody knows who is a student where, and their columns."""
ALSO = (
    "status",
    "enabledUser",
    "primaryOrgSourcedId",
    "beginDate",
    "endDate",
    "identifier",
    SECTOR,
)
"""Columns that are read where they are there."""
_DAYS = {"academicSessions": ("startDate", "endDate"), "enrollments": ("beginDate", "endDate")}
_POINTING = (
    ("classes", "schoolSourcedId", "orgs"),
    ("enrollments", "classSourcedId", "classes"),
    ("enrollments", "schoolSourcedId", "orgs"),
    ("enrollments", "userSourcedId", "users"),
)


def read_export(
    files: Files, notes: list[str], needed: Mapping[str, tuple[str, ...]] = NEEDED
) -> dict[str, pl.DataFrame]:
    """Read the files of an export; rows marked for deletion, and what hangs on them, are left out.

    Cells are text without blanks at their ends, or null. Of enrollments only those of students are
    given. Files may have their names in any case.

    Parameters
    ----------
    notes
        What the reader has to know is added to it.
    needed
        Files and the columns that they must have.

    Raises
    ------
    FactsError
        With every problem of every file. No problem says what stands in a cell, but for ids.
    """
    problems: list[Problem] = []
    named = _by_name(files, problems)
    problems += _only_what_changed(files, named, needed)
    export: dict[str, pl.DataFrame] = {}
    for name, columns in needed.items():
        found = named.get(name.lower())
        if found is None:
            mend = "Export it as a bulk file (OneRoster 1.2 CSV)."
            problems.append(Problem(f"{name}.csv", "is missing.", mend))
            continue
        frame, faults = _read(found, files[found])
        if frame is None:
            problems += faults
            continue
        frame = _standard_names(frame, (*columns, *ALSO))
        missing = [column for column in columns if column not in frame.columns]
        mend = f"The columns found are {', '.join(frame.columns)}."
        problems += [Problem(found, f"has no column {column}.", mend, column=column) for column in missing]
        if not missing:
            export[name] = frame.with_row_index("row", offset=2)
            problems += _without_id(_alive(export[name]), found)
    if not problems:
        problems = _hanging(export, notes)
        problems += [p for name, columns in _DAYS.items() for p in _no_days(export, name, columns)]
    if not problems and export["orgs"].filter(pl.col("type").str.to_lowercase() == "school").is_empty():
        mend = "Export the schools too, with type school."
        problems.append(Problem("orgs.csv", "holds no school.", mend, column="type"))
    if problems:
        raise FactsError(problems)
    export["orgs"] = export["orgs"].with_columns(pl.col("type").str.to_lowercase())
    return export


def _by_name(files: Files, problems: list[Problem]) -> dict[str, str]:
    """File names by what they are called in the standard, in lower case."""
    named: dict[str, str] = {}
    for name in sorted(files):
        stem, _, ending = name.rpartition(".")
        if ending.lower() != "csv":
            continue
        if stem.lower() in named:
            message = f"stands beside {named[stem.lower()]}, and only one of them can be read."
            problems.append(Problem(name, message, "Remove one of the two."))
        named[stem.lower()] = name
    return named


def _only_what_changed(files: Files, named: dict[str, str], names: Iterable[str]) -> list[Problem]:
    """Files that the manifest calls delta: what changed since the last export is no whole city."""
    if "manifest" not in named:
        return []
    manifest, faults = _read(named["manifest"], files[named["manifest"]])
    if manifest is None or manifest.width < 2:
        return faults
    keys, values = manifest.to_series(0).to_list(), manifest.to_series(1).to_list()
    delta = {f"file.{name}".lower(): name for name in names}
    mend = "Make a bulk export, which holds everything."
    return [
        Problem(named["manifest"], f"says that {delta[key.lower()]}.csv holds only what changed.", mend, row)
        for row, (key, value) in enumerate(zip(keys, values, strict=True), start=2)
        if key and value and key.lower() in delta and value.lower() == "delta"
    ]


def _read(name: str, file: Path | bytes) -> tuple[pl.DataFrame | None, list[Problem]]:
    content = content_of(file)
    if faults := other_separator(content, name):
        return None, faults
    try:
        frame = pl.read_csv(content, infer_schema=False)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        # What stands in a line may be a child's name.
        found = [replace(problem, value=None) for problem in what_is_wrong_with_csv(content, name)]
        empty = "is empty." if isinstance(error, pl.exceptions.NoDataError) else "cannot be read as CSV."
        return None, found or [Problem(name, empty, "Export it again as UTF-8 CSV.")]
    text = frame.with_columns(pl.all().str.strip_chars())
    return text.with_columns(pl.when(pl.all() != "").then(pl.all())), []


def _standard_names(frame: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
    """Columns by the standard's names, in whatever case and between whatever blanks a file has them."""
    standard = {column.lower(): column for column in columns}
    renamed = {name: standard.get(name.strip().lower(), name.strip()) for name in frame.columns}
    return frame.rename(renamed) if len(set(renamed.values())) == len(renamed) else frame


def _alive(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows that are not marked for deletion, as delta files mark them."""
    if "status" not in frame.columns:
        return frame
    return frame.filter(pl.col("status").str.to_lowercase().fill_null("active") != "tobedeleted")


def _without_id(frame: pl.DataFrame, file: str) -> list[Problem]:
    empty = frame.filter(pl.col("sourcedId").is_null())["row"].to_list()
    again = frame.filter(~pl.col("sourcedId").is_first_distinct() & pl.col("sourcedId").is_not_null())
    problems = [Problem(file, "is empty.", "Give the row its sourcedId.", row, "sourcedId") for row in empty]
    return problems + [
        Problem(file, "stands in an earlier row too.", "Remove one of the two rows.", row, "sourcedId", name)
        for row, name in again.select("row", "sourcedId").iter_rows()
    ]


def _no_days(export: Mapping[str, pl.DataFrame], name: str, columns: Iterable[str]) -> list[Problem]:
    """Cells of days that are written otherwise: 8/10/2026 is another day on either side of an ocean."""
    frame = export.get(name, pl.DataFrame())
    mend = "Write the day as 2026-08-10; a time may follow."
    return [
        Problem(f"{name}.csv", "is no day of the standard's form.", mend, row, column, value)
        for column in columns
        if column in frame.columns
        for row, value in frame.filter(pl.col(column).is_not_null() & day_of(column).is_null())
        .select("row", column)
        .iter_rows()
    ]


def day_of(column: str) -> pl.Expr:
    """The day that a cell begins with, a time after it ignored; null where it is none."""
    said = pl.col(column).str.extract(r"^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$")
    return said.str.to_date("%Y-%m-%d", strict=False)


def _hanging(export: dict[str, pl.DataFrame], notes: list[str]) -> list[Problem]:
    """Leave out what is deleted and what hangs on it; name what points at nothing at all."""
    whole = {name: frame["sourcedId"] for name, frame in export.items()}
    for name, frame in export.items():
        export[name] = _alive(frame)
    if "enrollments" in export:
        students = pl.col("role").str.to_lowercase() == "student"
        staff = export["enrollments"].filter(~students.fill_null(False))
        export["enrollments"] = export["enrollments"].filter(students)
        # An export may keep back its staff; their enrollments are of no use to us.
        kept_back = staff.filter(~pl.col("userSourcedId").is_in(whole["users"].implode()).fill_null(False))
        if kept_back.height:
            notes.append(
                f"{kept_back.height:,} enrollments of staff point to nobody in users.csv; none is read."
            )
    problems = []
    for table, column, target in _POINTING:
        there = pl.col(column).is_in(whole[target].implode()).fill_null(False)
        mend = f"Export both files again at the same moment, or add the row to {target}.csv."
        problems += [
            Problem(f"{table}.csv", f"is not in {target}.csv.", mend, row, column, value)
            for row, value in export[table].filter(~there).select("row", column).iter_rows()
        ]
    for table, column, target in _POINTING:
        kept = pl.col(column).is_in(export[target]["sourcedId"].implode()).fill_null(False)
        left_out = export[table].filter(~kept)
        export[table] = export[table].filter(kept)
        if left_out.height:
            rows = f"{left_out.height:,} rows of {table}.csv are left out"
            notes.append(f"{rows}: {target}.csv marks what they point to for deletion.")
    return problems
