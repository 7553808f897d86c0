"""Turning the cells of a file into the kinds of the schema, naming every cell that fails."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from citycompact.city.grades import GRADES
from citycompact.city.problems import Problem
from citycompact.city.tables import DTYPES, SECTORS, TIE_BREAKS, Column, Kind, Table

# (what a good cell looks like, for the sentence "write ...")
_MEND: dict[Kind, str] = {
    "id": "Give it a value.",
    "text": "Give it a value.",
    "integer": "Write a whole number, such as 24.",
    "number": "Write a number, such as 87.5.",
    "ordinal": "Write a number; the lower number wins.",
    "boolean": "Write true or false.",
    "grade": f"Write one of {', '.join(GRADES)}.",
    "sector": f"Write one of {', '.join(SECTORS)}.",
    "tie_break": f"Write one of {', '.join(TIE_BREAKS)}, or leave it empty.",
    "time": "Write a time of day, such as 08:20.",
}
_LISTS: dict[Kind, tuple[str, ...]] = {"grade": GRADES, "sector": SECTORS, "tie_break": TIE_BREAKS}


def read_cells(
    raw: pl.DataFrame, table: Table, file: str, per_check: int
) -> tuple[pl.DataFrame, list[Problem]]:
    """Cast every known column of a raw frame; unknown columns are kept.

    A text column of ``applicants`` that holds only true and false becomes Boolean, because a
    rulebook may use it as a group.
    """
    problems: list[Problem] = []
    columns: list[pl.Series] = []
    for column in table.columns:
        if column.name not in raw.columns:
            columns.append(
                pl.Series(column.name, [column.default], dtype=DTYPES[column.kind]).new_from_index(
                    0, raw.height
                )
            )
            continue
        series, bad = _cast(raw[column.name], column)
        if column.default is not None:
            series = series.fill_null(column.default)
        columns.append(series)
        problems.extend(_name_rows(raw[column.name], bad, column, file, per_check))
        if column.minimum is not None or column.maximum is not None:
            problems.extend(_out_of_range(series, column, file, per_check))
    known = {column.name for column in table.columns}
    for name in raw.columns:
        if name not in known:
            columns.append(_fact(raw[name]) if table.name == "applicants" else raw[name])
    return pl.DataFrame(columns), problems


def _cast(series: pl.Series, column: Column) -> tuple[pl.Series, pl.Series]:
    """Return the cast column and a mask of the rows that could not be cast or may not be empty."""
    text = series.cast(pl.String) if series.dtype != pl.String else series
    stripped = text.str.strip_chars()
    empty = stripped.is_null() | (stripped == "")
    cast = _CASTS[column.kind](series, stripped).rename(column.name)
    bad = (cast.is_null() & ~empty) | (
        empty if column.required else pl.Series([False]).new_from_index(0, len(empty))
    )
    return cast, bad


def _to_text(_series: pl.Series, text: pl.Series) -> pl.Series:
    return text.set(text == "", None) if text.len() else text


def _to_integer(series: pl.Series, text: pl.Series) -> pl.Series:
    if series.dtype.is_integer():
        return series.cast(pl.Int64, strict=False)
    return text.cast(pl.Int64, strict=False)


def _to_number(series: pl.Series, text: pl.Series) -> pl.Series:
    number = series if series.dtype.is_numeric() else text.cast(pl.Float64, strict=False)
    number = number.cast(pl.Float64)
    return number.set(~number.is_finite(), None) if number.len() else number


def _to_ordinal(series: pl.Series, text: pl.Series) -> pl.Series:
    whole = _to_integer(series, text)
    given = text.is_not_null() & (text != "")
    if whole.is_null().any() and bool((whole.is_null() & given).any()):
        return _to_number(series, text)
    return whole


def _to_boolean(series: pl.Series, text: pl.Series) -> pl.Series:
    if series.dtype == pl.Boolean:
        return series
    lower = text.str.to_lowercase()
    return pl.select(
        pl.when(lower == "true").then(True).when(lower == "false").then(False).otherwise(None)
    ).to_series()


def _to_one_of(values: tuple[str, ...]) -> Callable[[pl.Series, pl.Series], pl.Series]:
    def cast(_series: pl.Series, text: pl.Series) -> pl.Series:
        return text.set(~text.is_in(list(values)), None) if text.len() else text

    return cast


def _to_time(_series: pl.Series, text: pl.Series) -> pl.Series:
    good = text.str.contains(r"^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?$")
    return text.set(~good.fill_null(True), None) if text.len() else text


_CASTS: dict[Kind, Callable[[pl.Series, pl.Series], pl.Series]] = {
    "id": _to_text,
    "text": _to_text,
    "integer": _to_integer,
    "number": _to_number,
    "ordinal": _to_ordinal,
    "boolean": _to_boolean,
    "time": _to_time,
    **{kind: _to_one_of(values) for kind, values in _LISTS.items()},
}


def _fact(series: pl.Series) -> pl.Series:
    if series.dtype != pl.String:
        return series
    given = series.drop_nulls().str.to_lowercase().unique()
    if given.len() and set(given) <= {"true", "false", ""}:
        return _to_boolean(series, series).rename(series.name)
    return series


def _name_rows(raw: pl.Series, bad: pl.Series, column: Column, file: str, per_check: int) -> list[Problem]:
    if not bad.any():
        return []

    def describe(row: int) -> Problem:
        cell = raw[row]
        if cell is None or str(cell).strip() == "":
            return Problem(file, "is empty.", _MEND[column.kind], row + 2, column.name, "")
        noun = {"integer": "a whole number", "boolean": "true or false"}.get(column.kind)
        noun = noun or f"a {column.kind.replace('_', ' ')}"
        return Problem(file, f"is not {noun}.", _MEND[column.kind], row + 2, column.name, str(cell))

    return _limited(bad.arg_true().to_list(), describe, file, column.name, per_check)


def _out_of_range(series: pl.Series, column: Column, file: str, per_check: int) -> list[Problem]:
    low, high = column.minimum, column.maximum
    outside = pl.Series([False]).new_from_index(0, series.len())
    if low is not None:
        outside = outside | (series < low).fill_null(False)
    if high is not None:
        outside = outside | (series > high).fill_null(False)

    def describe(row: int) -> Problem:
        value = series[row]
        what = "is negative." if low == 0 and value < 0 else "is out of range."
        bounds = " and ".join(
            part
            for part in (
                f"at least {low:g}" if low is not None else "",
                f"at most {high:g}" if high is not None else "",
            )
            if part
        )
        return Problem(file, what, f"Write a number of {bounds}.", row + 2, column.name, str(value))

    return _limited(outside.arg_true().to_list(), describe, file, column.name, per_check)


def _limited(
    rows: list[int], describe: Callable[[int], Problem], file: str, column: str, per_check: int
) -> list[Problem]:
    shown = rows if per_check == 0 else rows[:per_check]
    problems = [describe(row) for row in shown]
    if len(rows) > len(shown):
        problems.append(
            Problem(
                file,
                f"has {len(rows) - len(shown)} more rows with the same problem.",
                "Mend the column, or list all of them with --all.",
                column=column,
            )
        )
    return problems
