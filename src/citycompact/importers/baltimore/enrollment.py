"""Enrollment by grade: the rows that a package keeps, and what the totals say of them."""

from __future__ import annotations

from collections import Counter

import polars as pl

from citycompact.city.grades import grade_order
from citycompact.facts import Column, Table
from citycompact.importers.baltimore.ledger import Ledger
from citycompact.importers.baltimore.reading import CITY, Sources
from citycompact.importers.written_grades import read_grade

FILE = "enrollment_by_grade_2003_2022.csv"
ENROLLMENT_BY_GRADE = Table(
    "enrollment_by_grade",
    (
        # The spring of the school year.
        Column("year", "integer", True),
        Column("school_id", "id", True),
        Column("grade", "text", True),
        # Empty where it is withheld, as counts under ten are.
        Column("pupils", "integer"),
    ),
    key=("year", "school_id", "grade"),
)


def read_enrollment(sources: Sources, ledger: Ledger) -> pl.DataFrame:
    """The table ``enrollment_by_grade``: every grade of every school in every year.

    Totals are not rows of it. Those of the newest year are compared with the sums of grades.
    """
    of_schools = pl.col("number") != CITY
    every = sources.enrollment
    kept = every.filter(of_schools & pl.col("grade").is_not_null())
    rows = ledger.of(FILE)
    withheld = kept.filter(pl.col("count").is_null())
    rows.used["a grade of a school in a year"] += kept.height - withheld.height
    rows.used["a grade of a school in a year, its count withheld"] += withheld.height
    rows.left_out["a school's total, compared with its grades"] += every.filter(
        of_schools & pl.col("grade").is_null()
    ).height
    rows.left_out["the city as a whole, compared with its schools"] += every.filter(~of_schools).height
    _compare(every.filter(pl.col("year") == sources.year), ledger)
    _demographics(sources, ledger)
    return kept.select("year", pl.col("number").alias("school_id"), "grade", pl.col("count").alias("pupils"))


def _compare(now: pl.DataFrame, ledger: Ledger) -> None:
    """Set the totals of the newest year beside the sums of its grades."""
    schools = now.filter(pl.col("number") != CITY)
    grades = schools.filter(pl.col("grade").is_not_null())
    totals = schools.filter(pl.col("grade").is_null())
    for (number,), rows in grades.group_by("number", maintain_order=True):
        name = f"school {number} ({rows['school_name'][0]})"
        hidden = sorted(rows.filter(pl.col("count").is_null())["grade"], key=grade_order)
        total = totals.filter(pl.col("number") == number)["count"].drop_nulls()
        if hidden:
            # Its total less the rest would be what is withheld: neither is repeated here.
            ledger.found("Counts that are withheld in the newest year", f"{name}: grades {', '.join(hidden)}")
        elif not len(total):
            ledger.found("Schools without a total", f"{name}: nothing to compare its grades with")
        elif total[0] != rows["count"].sum():
            said = f"{name}: {total[0]:,}, and its grades together {rows['count'].sum():,}"
            ledger.found("Totals that are not the sum of grades", said)
    city = now.filter(pl.col("number") == CITY)
    for grade in city["grade"].unique(maintain_order=True):
        named = pl.col("grade").eq_missing(pl.lit(grade, dtype=pl.String))
        added = schools.filter(named)["count"].sum()
        given = city.filter(named)["count"].drop_nulls().to_list()
        ledger.found(
            "The city's own totals",
            f"{f'grade {grade}' if grade else 'all grades'}: {', '.join(f'{n:,}' for n in given)}; "
            f"the schools together {added:,}, which is {'one' if added in given else 'none'} of them",
        )


def _demographics(sources: Sources, ledger: Ledger) -> None:
    """Of the demographics management types and schools' totals are read; what else there is is counted."""
    file = "demographics_2021_22.csv"
    now = sources.enrollment.filter((pl.col("year") == sources.year) & (pl.col("number") != CITY))
    counted = {(number, grade): n for number, grade, n in now.select("number", "grade", "count").iter_rows()}
    rows = ledger.of(file)
    odd: Counter[str] = Counter()
    for row in sources.demographics:
        shares = [row[name] for name in row if name.startswith("percent_")]
        odd["shares at the floor of 5 %; none is taken over"] += shares.count("0.05")
        odd["shares at the ceiling of 95 %; none is taken over"] += shares.count("0.95")
        if row["number"] == CITY:
            rows.left_out["the city as a whole"] += 1
            continue
        grade, grades = row["grade"].strip(), row["grade_range"].strip().casefold()
        if grades == "all grades":
            rows.used["a school's management type, and its total to compare"] += 1
            total = counted.get((row["number"], None))
            if row["total_enrollment"] not in (None, total):
                there = "none" if total is None else f"{total:,}"
                said = f"{row['total_enrollment']:,} in {file}, {there} in {FILE}"
                name = f"school {row['number']} ({row['school_name']})"
                ledger.found("Totals that differ between tables", f"{name}: {said}")
            continue
        rows.left_out["shares of pupils in a grade, which no table of the package takes yet"] += 1
        odd["rows that say neither grade nor range of grades; left out"] += not grade and not grades
        hidden = counted.get((row["number"], read_grade(grade)), 0) is None if grade else False
        odd[f"counts of grades that {FILE} withholds; not put in their place"] += (
            hidden and row["total_enrollment"] is not None
        )
    for what, n in odd.items():
        if n:
            ledger.found("What the demographics hold beside", f"{file}: {n:,} {what}")
