"""Who is a student of which school on a day, and in which grade."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import polars as pl

from citycompact.facts import FactsError, Problem
from citycompact.importers.oneroster.reading import day_of
from citycompact.importers.written_grades import read_grade


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
    dated = sessions.with_columns(startDate=day_of("startDate"), endDate=day_of("endDate"))
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
    count, and after it those that no one has left before most did. Who is switched off (``enabledUser``)
    is no student any more. What is left out is counted in the notes, with its reason. Of several schools,
    the one that the user's primaryOrgSourcedId names is taken, else the enrollment marked primary, else the
    one with the most classes.

    Returns
    -------
    ``user``, ``school_id``, ``grade`` (the user's own, else that of a class; null where it is none of
    ours) and ``said`` (the grade as the file has it).
    """
    schools = export["orgs"].filter(pl.col("type") == "school")
    of_year = pl.element().str.strip_chars().is_in(year.sessions)
    current = export["classes"].filter(
        pl.col("termSourcedIds").fill_null("").str.split(",").list.eval(of_year).list.any()
    )
    off = export["users"].filter(_switched_off(export["users"]))["sourcedId"]
    held = export["enrollments"].filter(~pl.col("userSourcedId").is_in(off.implode()))
    _left_out(export["enrollments"], held, "are of students who are switched off (enabledUser)", notes)
    enrolled = held.join(
        current.select(pl.col("sourcedId").alias("classSourcedId"), pl.col("grades").alias("class_grades")),
        on="classSourcedId",
    ).join(schools.select("sourcedId"), left_on="schoolSourcedId", right_on="sourcedId")
    _left_out(held, enrolled, f"are in no class of the school year {year.name}", notes)
    running = _on_the_day(enrolled, year, today)
    _left_out(enrolled, running, f"had not begun or had ended on {today}", notes)
    enrolled = running
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
        pl.coalesce("said", "class_grades").alias("said"),
    ).with_columns(
        pl.col("said").str.split(",").list.first().map_elements(read_grade, pl.String).alias("grade")
    )


def _on_the_day(enrolled: pl.DataFrame, year: SchoolYear, today: datetime.date) -> pl.DataFrame:
    """Enrollments that have begun and have not ended; one without a day is not bounded by it."""
    if "endDate" not in enrolled.columns:
        return enrolled
    begin = day_of("beginDate") if "beginDate" in enrolled.columns else pl.lit(None, pl.Date)
    end = day_of("endDate")
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


def _switched_off(users: pl.DataFrame) -> pl.Expr:
    if "enabledUser" not in users.columns:
        return pl.lit(value=False)
    return pl.col("enabledUser").str.to_lowercase().is_in(["false", "0", "no", "n"]).fill_null(value=False)


def _left_out(before: pl.DataFrame, after: pl.DataFrame, why: str, notes: list[str]) -> None:
    if gone := before.height - after.height:
        notes.append(f"{gone:,} rows of enrollments.csv {why} and are left out.")
