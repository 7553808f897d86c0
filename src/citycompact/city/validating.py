"""Checks that need more than one cell: keys, references, ranks, grades, reserves."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from citycompact.city.package import CityPackage
from citycompact.city.problems import Problem
from citycompact.city.tables import TABLES, Table

Describe = Callable[[dict[str, object]], Problem]


def cross_table_problems(city: CityPackage, per_check: int = 100) -> list[Problem]:
    """List every problem between rows and between tables of a package whose cells are read.

    Rows are counted as a spreadsheet shows them: the header is row 1.
    """
    problems: list[Problem] = []

    def report(bad: pl.DataFrame, table: str, describe: Describe) -> None:
        if bad.is_empty():
            return
        bad = bad.sort("row")
        shown = bad if per_check == 0 else bad.head(per_check)
        problems.extend(describe(row) for row in shown.iter_rows(named=True))
        if bad.height > shown.height:
            problems.append(
                Problem(
                    f"{table}.csv",
                    f"has {bad.height - shown.height} more rows with the same problem.",
                    "Mend the cause, or list all of them with --all.",
                )
            )

    for table in TABLES.values():
        frame = city.table(table.name)
        if frame.is_empty():
            continue
        numbered = frame.with_row_index("row", offset=2)
        _duplicate_keys(numbered, table, report)
        _unknown_references(city, numbered, table, report)
    _ranks(city, report)
    _repeated_choices(city, report)
    _grades(city, report)
    _reserves(city, report)
    return problems


Report = Callable[[pl.DataFrame, str, Describe], None]


def _duplicate_keys(numbered: pl.DataFrame, table: Table, report: Report) -> None:
    key = list(table.key)
    repeated = (
        numbered.filter(~pl.struct(key).is_first_distinct())
        if len(key) > 1
        else numbered.filter(~pl.col(key[0]).is_first_distinct())
    )
    if table.name == "choices" or repeated.is_empty():
        # Repeated ranks are reported with the gaps, applicant by applicant.
        return
    first = numbered.unique(key, keep="first", maintain_order=True).select(
        *key, pl.col("row").alias("first_row")
    )
    repeated = repeated.join(first, on=key, how="left", nulls_equal=True)
    report(
        repeated,
        table.name,
        lambda row: Problem(
            f"{table.name}.csv",
            f"repeats row {row['first_row']}.",
            "Remove one of the two, or give them different ids.",
            _row(row),
            "+".join(key),
            ", ".join(str(row[name]) for name in key),
        ),
    )


def _unknown_references(city: CityPackage, numbered: pl.DataFrame, table: Table, report: Report) -> None:
    for column, target, target_column in table.references:
        known = city.table(target)[target_column]
        unknown = numbered.filter(pl.col(column).is_not_null()).join(
            known.to_frame(), left_on=column, right_on=target_column, how="anti"
        )

        def describe(
            row: dict[str, object], column: str = column, target: str = target, key: str = target_column
        ) -> Problem:
            return Problem(
                f"{table.name}.csv",
                f"names {_article(target)} that {target}.csv does not have.",
                f"Correct the id, or add it to {target}.csv ({key}).",
                _row(row),
                column,
                str(row[column]),
            )

        report(unknown, table.name, describe)


def _ranks(city: CityPackage, report: Report) -> None:
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
            _row(row),
            "rank",
            str(row["rank"]),
        )

    report(wrong, "choices", describe)


def _repeated_choices(city: CityPackage, report: Report) -> None:
    choices = city.table("choices").with_row_index("row", offset=2)
    repeated = choices.filter(~pl.struct("applicant_id", "program_id").is_first_distinct())
    report(
        repeated,
        "choices",
        lambda row: Problem(
            "choices.csv",
            f"lists this program a second time for applicant {row['applicant_id']}.",
            "Remove the later choice and renumber the ranks.",
            _row(row),
            "program_id",
            str(row["program_id"]),
        ),
    )


def _grades(city: CityPackage, report: Report) -> None:
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
            _row(row),
            "program_id",
            str(row["program_id"]),
        ),
    )


def _reserves(city: CityPackage, report: Report) -> None:
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
            _row(row),
            "seats",
            str(row["reserved"]),
        ),
    )


def _row(row: dict[str, object]) -> int:
    return int(row["row"])  # type: ignore[call-overload, no-any-return]


def _article(table: str) -> str:
    noun = table.removesuffix("s")
    return f"an {noun}" if noun[0] in "aeo" else f"a {noun}"
