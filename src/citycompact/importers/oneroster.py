"""OneRoster 1.2 CSV exports (1EdTech): schools, current students and grades of a district's own system.

Read are ``orgs``, ``academicSessions``, ``classes``, ``users`` and ``enrollments``. No name, e-mail
address or birth date is taken over: a student is the export's ``sourcedId`` and nothing else.
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
from citycompact.facts import FactsError, Problem
from citycompact.importers.verifying import verified_by
from citycompact.words import LANGUAGES

_NEEDED = {
    "orgs": ("sourcedId", "name", "type", "parentSourcedId"),
    "academicSessions": ("sourcedId", "type", "startDate", "endDate", "schoolYear"),
    "classes": ("sourcedId", "grades", "schoolSourcedId", "termSourcedIds"),
    "users": ("sourcedId", "grades"),
    "enrollments": ("sourcedId", "classSourcedId", "schoolSourcedId", "userSourcedId", "role", "primary"),
}
# CEDS grade codes, which OneRoster uses, to the grades of American public schools.
_GRADES = {"PR": "PK3", "PK": "PK4", "TK": "PK4", "KG": "K", **{f"{n:02d}": str(n) for n in range(1, 13)}}


@dataclass(frozen=True, eq=False)
class ImportedExport:
    """A package, what its reader has to know about it, and one line of summary."""

    city: CityPackage
    notes: list[str] = field(default_factory=list)
    summary: str = ""


def import_export(folder: Path, today: datetime.date | None = None) -> ImportedExport:
    """Turn an export into a city package to start from.

    Schools become schools, their parent organizations operators. Every current student becomes
    an applicant to the next grade who has not chosen anything yet, with the present school as
    current school (a student in the last grade leaves). Every grade of a school becomes a program
    with as many seats as it has students now; the office then corrects them.

    Parameters
    ----------
    folder
        The export's CSV files.
    today
        The school year that is current on this day counts, else the latest one; default today.

    Raises
    ------
    FactsError
        With every problem of every file.
    """
    export = _read(folder)
    notes: list[str] = []
    year = _school_year(export["academicSessions"], today or datetime.date.today())
    operators, schools = _organizations(export["orgs"], notes)
    students = _current_students(export, schools, year, notes)
    grades = _grades(students, notes)
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
        f"{applicants.height:,} current students, school year {year}."
    )
    return ImportedExport(city, notes, summary)


def _read(folder: Path) -> dict[str, pl.DataFrame]:
    problems: list[Problem] = []
    export: dict[str, pl.DataFrame] = {}
    if not folder.is_dir():
        raise FactsError(
            [Problem(folder.name, "is not a folder.", "Give the folder of the export's CSV files.")]
        )
    for name, needed in _NEEDED.items():
        file = f"{name}.csv"
        path = folder / file
        if not path.exists():
            problems.append(Problem(file, "is missing.", "Export it as a bulk file (OneRoster 1.2 CSV)."))
            continue
        try:
            frame = pl.read_csv(path, infer_schema=False)
        except (pl.exceptions.PolarsError, OSError) as error:
            reason = (str(error).strip().splitlines() or ["no reason given"])[0]
            problems.append(Problem(file, f"cannot be read: {reason}.", "Export it again as UTF-8 CSV."))
            continue
        missing = [column for column in needed if column not in frame.columns]
        mend = f"The columns found are {', '.join(frame.columns)}."
        problems += [Problem(file, f"has no column {column}.", mend, column=column) for column in missing]
        if not missing:
            export[name] = _alive(frame)
            problems += _without_id(frame, file)
    if not problems:
        problems = _dangling(export)
    if problems:
        raise FactsError(problems)
    return export


def _alive(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows that are not marked for deletion, as delta files mark them."""
    if "status" not in frame.columns:
        return frame
    return frame.filter(pl.col("status").fill_null("active").str.to_lowercase() != "tobedeleted")


def _without_id(frame: pl.DataFrame, file: str) -> list[Problem]:
    numbered = frame.with_row_index("row", offset=2)
    empty = numbered.filter(pl.col("sourcedId").is_null())["row"].to_list()
    again = numbered.filter(~pl.col("sourcedId").is_first_distinct() & pl.col("sourcedId").is_not_null())
    problems = [Problem(file, "is empty.", "Give the row its sourcedId.", row, "sourcedId") for row in empty]
    return problems + [
        Problem(file, "stands in an earlier row too.", "Remove one of the two rows.", row, "sourcedId", name)
        for row, name in again.select("row", "sourcedId").iter_rows()
    ]


def _dangling(export: dict[str, pl.DataFrame]) -> list[Problem]:
    """Rows that point at something the export does not hold."""
    problems = []
    for table, column, target in (
        ("classes", "schoolSourcedId", "orgs"),
        ("enrollments", "classSourcedId", "classes"),
        ("enrollments", "schoolSourcedId", "orgs"),
        ("enrollments", "userSourcedId", "users"),
    ):
        unknown = (
            export[table]
            .with_row_index("row", offset=2)
            .join(export[target], left_on=column, right_on="sourcedId", how="anti")
            .sort("row")
        )
        mend = f"Export both files again at the same moment, or add the row to {target}.csv."
        problems += [
            Problem(f"{table}.csv", f"is not in {target}.csv.", mend, row, column, value)
            for row, value in unknown.select("row", column).iter_rows()
        ]
    return problems


def _school_year(sessions: pl.DataFrame, today: datetime.date) -> str:
    """The school year that is running, else the latest in the export."""
    dated = sessions.with_columns(
        pl.col("startDate", "endDate").str.strip_chars().str.to_date("%Y-%m-%d", strict=False)
    )
    wrong = dated.with_row_index("row", offset=2).filter(
        pl.any_horizontal(pl.col("startDate", "endDate", "schoolYear").is_null())
    )
    if wrong.height or dated.is_empty():
        mend = "Write startDate and endDate as 2026-08-31, and schoolYear as the year it ends in."
        raise FactsError(
            [
                Problem("academicSessions.csv", "lacks a date or its school year.", mend, row)
                for row in wrong["row"].to_list()
            ]
            or [Problem("academicSessions.csv", "has no session.", mend)]
        )
    running = dated.filter((pl.col("startDate") <= today) & (pl.col("endDate") >= today))
    years: list[str] = (running if running.height else dated)["schoolYear"].to_list()
    return max(years)


def _organizations(orgs: pl.DataFrame, notes: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    schools = orgs.filter(pl.col("type") == "school").sort("sourcedId")
    parents = orgs.filter(pl.col("type") != "school").select(
        pl.col("sourcedId").alias("parentSourcedId"), pl.col("name").alias("parent"), "type"
    )
    joined = schools.select("sourcedId", "name", "parentSourcedId").join(
        parents, on="parentSourcedId", how="left", maintain_order="left"
    )
    # A school that belongs to no district runs itself, as independent charter schools do.
    alone = pl.col("type").fill_null("") != "district"
    operated = joined.with_columns(
        pl.when(alone).then("sourcedId").otherwise("parentSourcedId").alias("operator_id"),
        pl.when(alone).then("name").otherwise("parent").alias("operator"),
        pl.when(alone).then(pl.lit("charter")).otherwise(pl.lit("district")).alias("sector"),
    )
    independent = operated.filter(pl.col("sector") == "charter")
    if independent.height:
        notes.append(
            f"{independent.height:,} schools have no district above them and are taken for charter schools "
            "that run themselves: correct operators.csv and schools.csv."
        )
    operators = (
        operated.select("operator_id", pl.col("operator").alias("name"), "sector")
        .unique()
        .sort("operator_id")
    )
    return operators, operated.select(pl.col("sourcedId").alias("school_id"), "name", "operator_id")


def _current_students(
    export: dict[str, pl.DataFrame], schools: pl.DataFrame, year: str, notes: list[str]
) -> pl.DataFrame:
    """One row a student: user, school_id, grades of the user and of the classes.

    The school is that of the enrollment marked primary, else the one with the most classes.
    """
    sessions = export["academicSessions"].filter(pl.col("schoolYear") == year)["sourcedId"].to_list()
    current = export["classes"].filter(
        pl.col("termSourcedIds")
        .fill_null("")
        .str.split(",")
        .list.eval(pl.element().str.strip_chars().is_in(sessions))
        .list.any()
    )
    enrolled = (
        export["enrollments"]
        .filter(pl.col("role").str.to_lowercase() == "student")
        .join(
            current.select(
                pl.col("sourcedId").alias("classSourcedId"), pl.col("grades").alias("class_grades")
            ),
            on="classSourcedId",
        )
        .join(schools.select("school_id"), left_on="schoolSourcedId", right_on="school_id")
    )
    ranked = (
        enrolled.group_by("userSourcedId", "schoolSourcedId")
        .agg(
            (pl.col("primary").fill_null("").str.to_lowercase() == "true").any().alias("is_primary"),
            pl.len().alias("classes"),
            pl.col("class_grades").drop_nulls().sort().first(),
        )
        .sort(["is_primary", "classes", "schoolSourcedId"], descending=[True, True, False])
        .unique("userSourcedId", keep="first", maintain_order=True)
    )
    several = enrolled.group_by("userSourcedId").agg(pl.col("schoolSourcedId").n_unique().alias("n"))
    count = several.filter(pl.col("n") > 1).height
    if count:
        notes.append(f"{count:,} students are enrolled at several schools; the primary one is taken.")
    users = export["users"].select(pl.col("sourcedId").alias("userSourcedId"), "grades")
    return ranked.join(users, on="userSourcedId", how="left", maintain_order="left").select(
        pl.col("userSourcedId").alias("user"),
        pl.col("schoolSourcedId").alias("school_id"),
        "grades",
        "class_grades",
    )


def _grades(students: pl.DataFrame, notes: list[str]) -> pl.DataFrame:
    """One grade a student: the user's own, else that of a class;
    students without one are counted and left out."""

    def first(column: str) -> pl.Expr:
        code = pl.col(column).str.split(",").list.first().str.strip_chars().str.to_uppercase()
        return code.replace_strict(_GRADES, default=None, return_dtype=pl.String)

    graded = students.with_columns(pl.coalesce(first("grades"), first("class_grades")).alias("grade"))
    unknown = graded.filter(pl.col("grade").is_null())
    if unknown.height:
        codes = sorted({str(code) for code in unknown["grades"].to_list() if code is not None})
        notes.append(
            f"{unknown.height:,} students are in no grade from PK3 to 12 and are left out"
            + (f" (grades {', '.join(codes)})." if codes else ".")
        )
    return graded.drop_nulls("grade").select("user", "school_id", "grade")


def _in_order(programs: pl.DataFrame) -> pl.DataFrame:
    order = pl.col("grade").replace_strict(list(GRADES), list(range(len(GRADES))))
    return programs.sort("school_id", order)


def _identifier(name: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in name.lower()).split()
    return "-".join(words) or "city"
