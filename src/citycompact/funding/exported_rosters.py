"""The roster of a count day from a OneRoster export, of both sectors' schools alike.

A category is a grade (``K``), a span of grades (``1-5``) or ``PK`` for both years before kindergarten; an
export has no needs, so those come from a list of their own (``needs.csv``: student_id, category).
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from citycompact.city import GRADES, grade_order
from citycompact.facts import Column, FactsError, Files, Problem, Table, read_tables
from citycompact.funding.rosters import ROSTER
from citycompact.funding.rules import FundingRules
from citycompact.importers.oneroster import current_students, read_export, school_year
from citycompact.importers.rosters import matched_schools

NEEDS = Table(
    "needs",
    (Column("student_id", "id", True), Column("category", "id", True)),
    key=("student_id", "category"),
    required=True,
)
"""Which needs a student has, by the export's own ids."""


def roster_from_export(
    files: Files,
    days: Sequence[datetime.date],
    rules: FundingRules,
    schools: pl.DataFrame,
    needs: Path | None = None,
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Who was a pupil of which school on each count day, as a roster of these days.

    Parameters
    ----------
    schools
        The city's: school_id and name.
    needs
        File of the needs; none: nobody has any.

    Returns
    -------
    The roster, and what whoever sent the export has to know.

    Raises
    ------
    FactsError
        With every problem; none names a child.
    """
    if rules.count_rule == "membership_days":
        mend = "Count a roster with since and until (roster.csv) instead."
        raise FactsError([Problem("the export", "says who is where on a day, and not for how long.", mend)])
    notes: list[str] = []
    export = read_export(files, notes)
    of_grade, problems = grades_of(rules)
    named = export["orgs"].filter(pl.col("type") == "school")
    identifier = pl.col("identifier") if "identifier" in named.columns else pl.lit(None, pl.String)
    matched = matched_schools(
        named.select(school="sourcedId", school_name="name", school_identifier=identifier), schools
    )
    parts = []
    for day in days:
        students = current_students(export, school_year(export["academicSessions"], day), day, notes)
        lost = students.filter(~pl.col("school_id").is_in(list(matched.school_ids)))
        problems += [
            Problem("orgs.csv", "is no school of the city.", "Give it the city's id or name.", value=name)
            for name in _names(lost, named)
        ]
        homeless = Counter(grade or "none" for grade in students["grade"] if grade not in of_grade)
        problems += [
            Problem(
                "users.csv",
                f"{number} students are of a grade that no category counts: {grade}.",
                "Give that grade a category, such as K or 1-5.",
            )
            for grade, number in sorted(homeless.items())
        ]
        parts.append(
            students.filter(
                pl.col("grade").is_in(list(of_grade)), pl.col("school_id").is_in(list(matched.school_ids))
            ).select(
                pl.col("user").alias("student_id"),
                pl.col("school_id").replace_strict(matched.school_ids, return_dtype=pl.String),
                pl.col("grade").replace_strict(of_grade, return_dtype=pl.String).alias("category"),
                pl.lit(day).alias("since"),
                pl.lit(day).alias("until"),
            )
        )
    listed = None if needs is None else _needs(needs, problems)
    if problems:
        raise FactsError(problems)
    whole = pl.concat(parts)
    if listed is not None:
        theirs = whole.drop("category").join(listed, on="student_id").select(whole.columns)
        whole = pl.concat([whole, theirs])
        lost_rows = listed.join(whole, on="student_id", how="anti").height
        if lost_rows:
            notes.append(f"{lost_rows} rows of needs.csv are of students who are at no school on these days.")
    return whole.select(column.name for column in ROSTER.columns), tuple(dict.fromkeys(notes))


def grades_of(rules: FundingRules) -> tuple[dict[str, str], list[Problem]]:
    """Grade to the category in which its pupils are counted, and grades that stand in two."""
    found: dict[str, str] = {}
    problems = []
    for item in rules.weights:
        if item.need:
            continue
        for grade in _span(item.category):
            if grade in found:
                message = f"counts grade {grade}, and so does {found[grade]}."
                mend = "Count each grade in one category."
                problems.append(Problem("[funding]", message, mend, column="weights", value=item.category))
            found[grade] = item.category
    return found, problems


def _span(category: str) -> tuple[str, ...]:
    """The grades of a category; none where its name is no grade and no span of them."""
    if category in GRADES:
        return (category,)
    if category == "PK":
        return ("PK3", "PK4")
    first, _, last = category.partition("-")
    if first in GRADES and last in GRADES and grade_order(first) < grade_order(last):
        return GRADES[grade_order(first) : grade_order(last) + 1]
    return ()


def _names(lost: pl.DataFrame, orgs: pl.DataFrame) -> list[str]:
    names = dict(orgs.select("sourcedId", "name").iter_rows())
    return sorted({names.get(school) or school for school in lost["school_id"]})


def _needs(path: Path, problems: list[Problem]) -> pl.DataFrame | None:
    frames, found = read_tables({"needs.csv": path}, (NEEDS,))
    problems += [Problem(p.file, p.message, p.mend, p.row, p.column) for p in found]
    return None if frames is None else frames["needs"].unique(maintain_order=True)
