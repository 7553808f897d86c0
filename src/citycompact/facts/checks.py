"""Checks that need more than one cell and hold for any table:
keys that repeat, references that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

import polars as pl

from citycompact.facts.problems import Problem, with_article
from citycompact.facts.table import Table

Describe = Callable[[dict[str, object]], Problem]


class Reporter:
    """Collects problems row by row, at most ``per_check`` for each check; the rest are counted.

    Rows are counted as a spreadsheet shows them: the header is row 1.
    """

    def __init__(self, per_check: int) -> None:
        self.per_check = per_check
        self.problems: list[Problem] = []

    def __call__(self, bad: pl.DataFrame, table: str, describe: Describe) -> None:
        """Describe every bad row; the frame has a column ``row``."""
        if bad.is_empty():
            return
        bad = bad.sort("row")
        shown = bad if self.per_check == 0 else bad.head(self.per_check)
        self.problems.extend(describe(row) for row in shown.iter_rows(named=True))
        if bad.height > shown.height:
            more = bad.height - shown.height
            message = f"has {'one more row' if more == 1 else f'{more} more rows'} with the same problem."
            mend = "Mend the cause, or list all of them with --all."
            self.problems.append(Problem(f"{table}.csv", message, mend))


def check_keys(frames: Mapping[str, pl.DataFrame], tables: Iterable[Table], report: Reporter) -> None:
    """Report every row that repeats the key of an earlier row."""
    for table in tables:
        key = list(table.key)
        numbered = frames[table.name].with_row_index("row", offset=2)
        same = pl.struct(key) if len(key) > 1 else pl.col(key[0])
        repeated = numbered.filter(~same.is_first_distinct())
        if repeated.is_empty():
            continue
        first = numbered.unique(key, keep="first", maintain_order=True).select(
            *key, pl.col("row").alias("first_row")
        )
        repeated = repeated.join(first, on=key, how="left", nulls_equal=True)

        def describe(row: dict[str, object], table: Table = table) -> Problem:
            return Problem(
                f"{table.name}.csv",
                f"repeats row {row['first_row']}.",
                "Remove one of the two, or give them different ids.",
                row_of(row),
                "+".join(table.key),
                ", ".join(str(row[name]) for name in table.key),
            )

        report(repeated, table.name, describe)


def check_references(frames: Mapping[str, pl.DataFrame], tables: Iterable[Table], report: Reporter) -> None:
    """Report every value that points to a row which is not there."""
    for table in tables:
        numbered = frames[table.name].with_row_index("row", offset=2)
        for column, target, target_column in table.references:
            known = frames[target][target_column]
            unknown = numbered.filter(pl.col(column).is_not_null() & (pl.col(column) != "")).join(
                known.to_frame(), left_on=column, right_on=target_column, how="anti"
            )

            def describe(
                row: dict[str, object],
                table: Table = table,
                column: str = column,
                target: str = target,
                key: str = target_column,
            ) -> Problem:
                return Problem(
                    f"{table.name}.csv",
                    f"names {_one_of(target)} that {target}.csv does not have.",
                    f"Correct the id, or add it to {target}.csv ({key}).{table.gone.get(column, '')}",
                    row_of(row),
                    column,
                    str(row[column]),
                )

            report(unknown, table.name, describe)


def row_of(row: dict[str, object]) -> int:
    """Number of a row that is being described."""
    return int(row["row"])  # type: ignore[call-overload, no-any-return]


def _one_of(table: str) -> str:
    """One row of a table, as English says it: a program of programs, a party of parties."""
    return with_article(re.sub(r"(?<=[^aeiou])ies$", "y", table).removesuffix("s"))
