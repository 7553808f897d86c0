"""A roster from a OneRoster 1.2 CSV export: with names and birth dates, unlike the import of a city."""

from __future__ import annotations

import datetime

import polars as pl

from citycompact.facts import FactsError, Files, Problem
from citycompact.importers.oneroster import current_students, read_export, school_year
from citycompact.importers.oneroster.reading import NEEDED
from citycompact.importers.rosters.roster import COLUMNS, Roster

_WITH_NAMES = {**NEEDED, "users": (*NEEDED["users"], "givenName", "familyName")}
_BIRTHDAYS = {"demographics": ("sourcedId", "birthDate")}


def roster_of_export(files: Files, today: datetime.date) -> Roster:
    """Read who is a student where on a day.

    ``demographics`` may be missing: then no birthday is known, and nobody can be certain of anybody.

    Raises
    ------
    FactsError
        With every problem of every file; none says a name or a birthday.
    """
    notes: list[str] = []
    there = {name.lower() for name in files}
    dated = "demographics.csv" in there
    export = read_export(files, notes, {**_WITH_NAMES, **(_BIRTHDAYS if dated else {})})
    students = current_students(export, school_year(export["academicSessions"], today), today, notes)
    birthdays = _birthdays(export.get("demographics"), students["user"], today)
    orgs = export["orgs"]
    joined = (
        students.join(
            export["users"].select("sourcedId", "row", "givenName", "familyName"),
            left_on="user",
            right_on="sourcedId",
        )
        .join(birthdays, left_on="user", right_on="sourcedId", how="left")
        .join(
            orgs.select(
                pl.col("sourcedId").alias("school_id"),
                pl.col("name").alias("school_name"),
                (pl.col("identifier") if "identifier" in orgs.columns else pl.lit(None, pl.String)).alias(
                    "school_identifier"
                ),
            ),
            on="school_id",
        )
        .sort("row")
    )
    named = pl.all_horizontal(pl.col("givenName", "familyName").is_not_null())
    _note_rows(joined.filter(~named), "have no given or no family name and match nobody", notes)
    without = joined.filter(named, pl.col("birth_date").is_null()).height
    if without:
        notes.append(
            f"{without:,} students have no birth date (demographics.csv) and are matched by nothing else."
        )
    renamed = joined.filter(named).select(
        pl.col("user").alias("source_id"),
        pl.col("givenName").alias("given_name"),
        pl.col("familyName").alias("family_name"),
        "birth_date",
        pl.col("school_id").alias("school"),
        "school_name",
        "school_identifier",
        "grade",
    )
    return Roster(renamed.cast(COLUMNS), tuple(notes))  # type: ignore[arg-type]


def _birthdays(demographics: pl.DataFrame | None, students: pl.Series, today: datetime.date) -> pl.DataFrame:
    if demographics is None:
        return pl.DataFrame(schema={"sourcedId": pl.String, "birth_date": pl.Date})
    midnight = pl.col("birthDate").str.replace(r"[T ]00:00.*$", "")
    read = demographics.filter(pl.col("sourcedId").is_in(students.implode())).with_columns(
        midnight.str.to_date("%Y-%m-%d", strict=False).alias("birth_date")
    )
    day = pl.col("birth_date")
    wrong = pl.col("birthDate").is_not_null() & (day.is_null() | (day > today) | (day.dt.year() < 1900))
    mend = "Write the day of birth as 2019-05-31."
    problems = [
        Problem("demographics.csv", "is no day on which a student can be born.", mend, row, "birthDate")
        for row in read.filter(wrong.fill_null(True))["row"].to_list()
    ]
    if problems:
        raise FactsError(problems)
    return read.select("sourcedId", "birth_date")


def _note_rows(students: pl.DataFrame, what: str, notes: list[str]) -> None:
    if students.height:
        rows = ", ".join(str(row) for row in students["row"].head(20).to_list())
        more = ", ..." if students.height > 20 else ""
        notes.append(f"{students.height:,} students {what} (users.csv, rows {rows}{more}).")
