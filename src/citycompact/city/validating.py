"""What rows and tables of a city must have in common: keys, references, ranks, grades, reserves."""

from __future__ import annotations

import polars as pl

from citycompact.city.package import CityPackage
from citycompact.facts import Problem, Reporter, Table, check_keys, check_references, row_of

_MOST_NAMED = 20


def cross_table_problems(city: CityPackage, tables: tuple[Table, ...], per_check: int = 100) -> list[Problem]:
    """List every problem between rows and between tables of a package whose cells are read."""
    report = Reporter(per_check)
    filled = [table for table in tables if not city.table(table.name).is_empty()]
    # Repeated ranks are reported with the gaps, applicant by applicant.
    check_keys(city.tables, [table for table in filled if table.name != "choices"], report)
    check_references(city.tables, filled, report)
    if "choices" in city.tables:
        _ranks(city, report)
        _repeated_choices(city, report)
        _grades(city, report)
    if "streets" in city.tables:
        _streets(city, report)
    if "reserves" in city.tables:
        _reserves(city, report)
    return report.problems


def unknown_schools(city: CityPackage) -> list[str]:
    """A sentence for each present school of applicants that the city does not have: no fault, as it may lie
    elsewhere or be closed, but nothing that rests on attending it counts."""
    named = city.table("applicants").select(school_id="current_school_id").drop_nulls()
    unknown = named.join(city.table("schools").select("school_id"), on="school_id", how="anti")
    counts = unknown.group_by("school_id").len("n").sort("n", "school_id", descending=[True, False])
    said = [
        f"applicants.csv, current_school_id: {school!r} is no school of schools.csv ({n:,} "
        f"{'child' if n == 1 else 'children'}); they count as being at no school of the city."
        for school, n in counts.head(_MOST_NAMED).iter_rows()
    ]
    more = counts.height - _MOST_NAMED
    return [*said, f"And {more:,} more such ids."] if more > 0 else said


def _ranks(city: CityPackage, report: Reporter) -> None:
    choices = city.table("choices").with_row_index("row", offset=2)
    # Sorting is only worth it where some list is not simply 1, 2, ..., n.
    lists = choices.group_by("applicant_id").agg(
        pl.len().alias("n"), pl.col("rank").max().alias("last"), pl.col("rank").n_unique().alias("ranks")
    )
    suspect = lists.filter((pl.col("n") != pl.col("last")) | (pl.col("n") != pl.col("ranks")))
    if suspect.is_empty():
        return
    wrong = (
        choices.sort("applicant_id", "rank", "row")
        .with_columns(
            pl.int_range(1, pl.len() + 1).over("applicant_id").alias("expected"),
            pl.col("rank").shift(1).over("applicant_id").alias("previous"),
        )
        .filter(pl.col("rank").is_not_null() & (pl.col("rank") != pl.col("expected")))
        # One report an applicant: the first wrong rank makes all later ones wrong.
        .unique("applicant_id", keep="first", maintain_order=True)
    )

    def describe(row: dict[str, object]) -> Problem:
        repeated = row["rank"] == row["previous"]
        what = "is a rank given twice" if repeated else f"leaves a gap: rank {row['expected']} is missing"
        return Problem(
            "choices.csv",
            f"{what} for applicant {row['applicant_id']}.",
            "Number each applicant's choices 1, 2, 3, ... without gaps or repeats.",
            row_of(row),
            "rank",
            str(row["rank"]),
        )

    report(wrong, "choices", describe)


def _repeated_choices(city: CityPackage, report: Reporter) -> None:
    choices = city.table("choices").with_row_index("row", offset=2)
    repeated = choices.filter(~pl.struct("applicant_id", "program_id").is_first_distinct())
    report(
        repeated,
        "choices",
        lambda row: Problem(
            "choices.csv",
            f"lists this program a second time for applicant {row['applicant_id']}.",
            "Remove the later choice and renumber the ranks.",
            row_of(row),
            "program_id",
            str(row["program_id"]),
        ),
    )


def _grades(city: CityPackage, report: Reporter) -> None:
    applicants = city.table("applicants").select("applicant_id", pl.col("grade").alias("applicant_grade"))
    programs = city.table("programs").select("program_id", pl.col("grade").alias("program_grade"))
    mismatched = (
        city.table("choices")
        .with_row_index("row", offset=2)
        .join(applicants.unique("applicant_id"), on="applicant_id")
        .join(programs.unique("program_id"), on="program_id")
        .filter(pl.col("applicant_grade") != pl.col("program_grade"))
    )
    report(
        mismatched,
        "choices",
        lambda row: Problem(
            "choices.csv",
            f"is a program for grade {row['program_grade']}, but applicant {row['applicant_id']} "
            f"applies to grade {row['applicant_grade']}.",
            "Choose the school's program for the applicant's grade, or correct the grade.",
            row_of(row),
            "program_id",
            str(row["program_id"]),
        ),
    )


def _streets(city: CityPackage, report: Reporter) -> None:
    backwards = city.table("streets").with_row_index("row", offset=2).filter(pl.col("last") < pl.col("first"))
    report(
        backwards,
        "streets",
        lambda row: Problem(
            "streets.csv",
            f"is less than the first number, {row['first']}.",
            "Write the end with the lower house number first, with its place.",
            row_of(row),
            "last",
            str(row["last"]),
        ),
    )


def _reserves(city: CityPackage, report: Reporter) -> None:
    reserves = city.table("reserves").with_row_index("row", offset=2)
    if reserves.is_empty():
        return
    exceeding = (
        reserves.group_by("program_id")
        .agg(pl.col("seats").sum().alias("reserved"), pl.col("row").last())
        .join(city.table("programs").select("program_id", "seats"), on="program_id")
        .filter(pl.col("reserved") > pl.col("seats"))
    )
    report(
        exceeding,
        "reserves",
        lambda row: Problem(
            "reserves.csv",
            f"brings the reserved seats of program {row['program_id']} to {row['reserved']}, "
            f"but it has {row['seats']} seats.",
            "Reserve fewer seats, or raise the program's seats in programs.csv.",
            row_of(row),
            "seats",
            str(row["reserved"]),
        ),
    )
