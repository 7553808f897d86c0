"""Who is a student of which school on a day, and in which grade."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import polars as pl

from citycompact.facts import FactsError, Problem

# CEDS grade codes, which OneRoster uses, to the grades of American public schools.
_GRADES = {"PR": "PK3", "PK": "PK4", "TK": "PK4", "KG": "K", **{f"{n:02d}": str(n) for n in range(1, 13)}}


@dataclass(frozen=True)
class SchoolYear:
    """A school year of an export: its name (the year it ends in), its days, and the ids of its sessions."""

    name: str
    begins: datetime.date
    ends: datetime.date
    sessions: tuple[str, ...]


def school_year(sessions: pl.DataFrame, today: datetime.date) -> SchoolYear:
    """Find the school year that is running, else the latest in the export.

    Raises
    ------
    FactsError
        Where a session lacks a date or its year, or there is none.
    """
    dated = sessions.with_columns(pl.col("startDate", "endDate").str.to_date("%Y-%m-%d", strict=False))
    wrong = dated.filter(pl.any_horizontal(pl.col("startDate", "endDate", "schoolYear").is_null()))
    if wrong.height or dated.is_empty():
        mend = "Write startDate and endDate as 2026-08-31, and schoolYear as the year it ends in."
        raise FactsError(
            [
                Problem("academicSessions.csv", "lacks a date or its school year.", mend, row)
                for row in wrong["row"].to_list()
            ]
            or [Problem("academicSessions.csv", "has no session.", mend)]
        )
    running = dated.filter(pl.lit(today).is_between("startDate", "endDate"))
    name = max((running if running.height else dated)["schoolYear"].to_list())
    of_year = dated.filter(pl.col("schoolYear") == name)
    begins, ends = of_year.select(pl.col("startDate").min(), pl.col("endDate").max()).row(0)
    return SchoolYear(name, begins, ends, tuple(of_year["sourcedId"].to_list()))


def current_students(
    export: dict[str, pl.DataFrame], year: SchoolYear, today: datetime.date, notes: list[str]
) -> pl.DataFrame:
    """Find everybody who is enrolled in a class of the year, at the one school where they are now.

    An enrollment counts on the days from its beginDate to its endDate; before the year begins all
    count, and after it those that no one has left before most did. Of several schools, the one that the
    user's primaryOrgSourcedId names is taken, else the enrollment marked primary, else the one with the
    most classes.

    Returns
    -------
    ``user``, ``school_id``, ``grade`` (the user's own, else that of a class; null where it is none of
    ours) and ``said`` (the grade as the user has it).
    """
    schools = export["orgs"].filter(pl.col("type") == "school")
    of_year = pl.element().str.strip_chars().is_in(year.sessions)
    current = export["classes"].filter(
        pl.col("termSourcedIds").fill_null("").str.split(",").list.eval(of_year).list.any()
    )
    enrolled = (
        export["enrollments"]
        .join(
            current.select(
                pl.col("sourcedId").alias("classSourcedId"), pl.col("grades").alias("class_grades")
            ),
            on="classSourcedId",
        )
        .join(schools.select("sourcedId"), left_on="schoolSourcedId", right_on="sourcedId")
    )
    enrolled = _on_the_day(enrolled, year, today)
    users = export["users"].select(
        pl.col("sourcedId").alias("userSourcedId"),
        pl.col("grades").alias("said"),
        _own_school(export["users"]),
    )
    ranked = (
        enrolled.group_by("userSourcedId", "schoolSourcedId")
        .agg(
            (pl.col("primary").fill_null("").str.to_lowercase() == "true").any().alias("is_primary"),
            pl.len().alias("classes"),
            pl.col("class_grades").drop_nulls().sort().first(),
        )
        .join(users, on="userSourcedId", how="left")
        .with_columns((pl.col("own_school") == pl.col("schoolSourcedId")).fill_null(False).alias("is_own"))
        .sort(
            ["is_own", "is_primary", "classes", "schoolSourcedId", "userSourcedId"],
            descending=[True, True, True, False, False],
        )
        .unique("userSourcedId", keep="first", maintain_order=True)
    )
    several = enrolled.group_by("userSourcedId").agg(pl.col("schoolSourcedId").n_unique().alias("n"))
    count = several.filter(pl.col("n") > 1).height
    if count:
        notes.append(f"{count:,} students are enrolled at several schools; the primary one is taken.")
    return ranked.select(
        pl.col("userSourcedId").alias("user"),
        pl.col("schoolSourcedId").alias("school_id"),
        pl.coalesce(_grade("said"), _grade("class_grades")).alias("grade"),
        "said",
    )


def _on_the_day(enrolled: pl.DataFrame, year: SchoolYear, today: datetime.date) -> pl.DataFrame:
    """Enrollments that have begun and have not ended; a date that cannot be read is none."""
    if "endDate" not in enrolled.columns:
        return enrolled
    begins = pl.col("beginDate") if "beginDate" in enrolled.columns else pl.lit(None, pl.String)
    begin, end = (column.str.to_date("%Y-%m-%d", strict=False) for column in (begins, pl.col("endDate")))
    if today > year.ends:
        # The last day of classes need not be the last day of the session.
        usual = enrolled.select(end.alias("end").mode().min())["end"]
        last = min(usual[0], year.ends) if usual.len() and usual[0] else year.ends
        return enrolled.filter((end >= last).fill_null(True))
    here = (end >= max(today, year.begins)).fill_null(True)
    return enrolled.filter(here & ((begin <= today).fill_null(True) if today >= year.begins else True))


def _own_school(users: pl.DataFrame) -> pl.Expr:
    named = "primaryOrgSourcedId" in users.columns
    return (pl.col("primaryOrgSourcedId") if named else pl.lit(None, pl.String)).alias("own_school")


def _grade(column: str) -> pl.Expr:
    code = pl.col(column).str.split(",").list.first().str.strip_chars().str.to_uppercase()
    return code.replace_strict(_GRADES, default=None, return_dtype=pl.String)
