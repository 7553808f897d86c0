"""A city package from an export: schools, current students and grades.

No name, e-mail address or birth date is taken over: a student is the export's ``sourcedId`` and nothing else.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import polars as pl

from citycompact.city.grades import GRADES
from citycompact.city.package import CityPackage
from citycompact.city.tables import TABLES
from citycompact.facts import files_of
from citycompact.importers.oneroster.current_students import current_students, school_year
from citycompact.importers.oneroster.reading import read_export
from citycompact.importers.oneroster.sectors import operators_of
from citycompact.importers.verifying import verified_by
from citycompact.words import LANGUAGES


@dataclass(frozen=True, eq=False)
class ImportedExport:
    """A package, what its reader has to know about it, and one line of summary."""

    city: CityPackage
    notes: list[str] = field(default_factory=list)
    summary: str = ""


def import_export(
    folder: Path, today: datetime.date | None = None, sectors: Path | None = None
) -> ImportedExport:
    """Turn an export into a city package to start from.

    Schools become schools, who runs them operators. Every current student becomes
    an applicant to the next grade who has not chosen anything yet, with the present school as
    current school (a student in the last grade leaves). Every grade of a school becomes a program
    with as many seats as it has students now; the office then corrects them.

    Parameters
    ----------
    folder
        The export's CSV files, in a folder or a ZIP file.
    today
        The school year that is current on this day counts, else the latest one; default today.
    sectors
        Of which sector operators are: :func:`citycompact.importers.oneroster.sectors.operators_of`.

    Raises
    ------
    FactsError
        With every problem of every file.
    """
    today = today or datetime.date.today()
    notes: list[str] = []
    export = read_export(files_of(folder), notes)
    year = school_year(export["academicSessions"], today)
    operators, schools = operators_of(export["orgs"], sectors, notes)
    grades = _in_grades(current_students(export, year, today, notes), notes)
    enrolled = grades.group_by("school_id", "grade").len("seats")
    programs = _in_order(
        enrolled.select(
            pl.format("{}-{}", "school_id", "grade").alias("program_id"),
            "school_id",
            "grade",
            pl.col("seats").cast(pl.Int64),
            pl.format("Grade {}", "grade").alias("name"),
        )
    )
    following = dict(pairwise(GRADES))
    staying = grades.filter(pl.col("grade") != GRADES[-1])
    applicants = staying.select(
        pl.col("user").alias("applicant_id"),
        pl.col("grade").replace_strict(following, default=None).alias("grade"),
        pl.col("school_id").alias("current_school_id"),
    ).sort("applicant_id")
    leaving = grades.height - staying.height
    if leaving:
        notes.append(f"{leaving:,} students are in grade {GRADES[-1]} and leave; they are no applicants.")
    notes.append("Seats are this year's enrollment by grade: correct them in programs.csv.")
    district = export["orgs"].filter(pl.col("type") == "district")
    name = district["name"][0] if district.height else folder.resolve().name
    tables = {
        "operators": operators,
        "schools": schools,
        "programs": programs,
        "applicants": applicants,
        "verifications": verified_by(applicants, ["current_school_id"], "roster"),
    }
    city = CityPackage(
        city_id=_identifier(name),
        name=name,
        time_zone="America/New_York",
        languages=LANGUAGES,
        tables={
            **{key: TABLES[key].complete(frame) for key, frame in tables.items()},
            "choices": TABLES["choices"].empty(),
        },
    )
    notes.append("The time zone is assumed to be America/New_York: correct it in city.toml.")
    summary = (
        f"{schools.height:,} schools of {operators.height:,} operators, {programs.height:,} programs, "
        f"{applicants.height:,} current students, school year {year.name}."
    )
    return ImportedExport(city, notes, summary)


def _in_grades(students: pl.DataFrame, notes: list[str]) -> pl.DataFrame:
    """Students who are in a grade of ours; of the others each code is named as it is written, and counted."""
    unknown = students.filter(pl.col("grade").is_null())
    if unknown.height:
        codes = unknown.group_by(pl.col("said").fill_null("none")).len().sort("said")
        said = ", ".join(f"{code}: {number:,}" for code, number in codes.iter_rows())
        notes.append(f"{unknown.height:,} students are in no grade from PK3 to 12 and are left out ({said}).")
    return students.drop_nulls("grade").select("user", "school_id", "grade")


def _in_order(programs: pl.DataFrame) -> pl.DataFrame:
    order = pl.col("grade").replace_strict(list(GRADES), list(range(len(GRADES))))
    return programs.sort("school_id", order)


def _identifier(name: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in name.lower()).split()
    return "-".join(words) or "city"
