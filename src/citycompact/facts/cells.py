"""Turning the cells of a file into the kinds of the schema, naming every cell that fails."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from citycompact.facts.kinds import DECIMALS, DTYPES, FIRST_DAY, LAST_DAY, SIGNIFICANT_DIGITS, Kind
from citycompact.facts.problems import Problem, with_article
from citycompact.facts.table import Column, Table

# (what a good cell looks like, for the sentence "write ...")
_MEND: dict[Kind, str] = {
    "id": "Give it a value.",
    "text": "Give it a value.",
    "integer": "Write a whole number, such as 24.",
    "number": "Write a number, such as 87.5.",
    "decimal": f"Write a number with at most {DECIMALS} decimals, such as 1250.75.",
    "ordinal": "Write a number; the lower number wins.",
    "boolean": "Write true or false.",
    "date": "Write a day, such as 2027-03-31.",
    "time": "Write a time of day, such as 08:20.",
}
_NOUNS: dict[Kind, str] = {
    "integer": "a whole number",
    "boolean": "true or false",
    "date": "a date such as 2027-03-31",
    "decimal": f"a number with at most {DECIMALS} decimals",
    "number": "a number",
    "ordinal": "a number",
    "time": "a time of day such as 08:20",
}


def read_cells(
    raw: pl.DataFrame, table: Table, file: str, per_check: int
) -> tuple[pl.DataFrame, list[Problem]]:
    """Cast every known column of a raw frame; unknown columns are kept.

    Parameters
    ----------
    per_check
        How many rows to name for each kind of problem in each column; the rest are counted in one
        further problem, never dropped silently. 0 names all.
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
        given = raw[column.name]
        series, bad = _cast(given, column)
        if column.default is not None:
            series = series.fill_null(column.default)
        columns.append(series)
        problems.extend(_name_rows(given, bad, column, file, per_check))
        if column.kind in ("number", "decimal", "ordinal", "integer"):
            problems.extend(_too_many_digits(given, series, column, file, per_check))
        if column.kind == "id":
            problems.extend(_unfit_ids(series, column, file, per_check))
        if column.kind in ("id", "text"):
            problems.extend(_unfit_text(series, column, file, per_check))
        if column.kind == "date":
            problems.extend(_out_of_days(series, column, file, per_check))
        if column.minimum is not None or column.maximum is not None:
            problems.extend(_out_of_range(series, column, file, per_check))
    known = {column.name for column in table.columns}
    for name in raw.columns:
        if name not in known:
            columns.append(_fact(raw[name]) if table.boolean_facts else raw[name])
    return pl.DataFrame(columns), problems


def _cast(series: pl.Series, column: Column) -> tuple[pl.Series, pl.Series]:
    """Return the cast column and a mask of the rows that could not be cast or may not be empty."""
    text = series.cast(pl.String) if series.dtype != pl.String else series
    stripped = text.str.strip_chars()
    empty = stripped.is_null() | (stripped == "")
    if column.kind == "choice":
        cast = _to_one_of(stripped, column)
    else:
        cast = _CASTS[column.kind](series, stripped)
    bad = cast.is_null() & ~empty
    if column.required and column.default is None:
        bad = bad | empty
    return cast.rename(column.name), bad


def _to_id(series: pl.Series, text: pl.Series) -> pl.Series:
    """Ids are compared in Unicode NFC, so that é written in two ways is one id."""
    found = _to_text(series, text)
    return found if found.str.len_bytes().eq(found.str.len_chars()).all() else found.str.normalize("NFC")


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


def _to_decimal(series: pl.Series, text: pl.Series) -> pl.Series:
    if series.dtype.is_decimal() or series.dtype.is_integer():
        text = series.cast(pl.String)
    fits = text.str.contains(rf"^[+-]?\d+(\.\d{{0,{DECIMALS}}}0*)?$")
    number = text.set(~fits.fill_null(True), None) if text.len() else text
    return number.cast(DTYPES["decimal"], strict=False)


def _to_date(series: pl.Series, text: pl.Series) -> pl.Series:
    if series.dtype == pl.Date:
        return series
    whole = text.set(~text.str.contains(r"^\d{4}-\d\d-\d\d$").fill_null(True), None) if text.len() else text
    return whole.str.to_date("%Y-%m-%d", strict=False)


def _to_one_of(text: pl.Series, column: Column) -> pl.Series:
    if column.renamed:
        text = text.replace(column.renamed)
    return text.set(~text.is_in(list(column.among)), None) if text.len() else text


def _to_time(_series: pl.Series, text: pl.Series) -> pl.Series:
    good = text.str.contains(r"^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?$")
    return text.set(~good.fill_null(True), None) if text.len() else text


_CASTS: dict[Kind, Callable[[pl.Series, pl.Series], pl.Series]] = {
    "id": _to_id,
    "text": _to_text,
    "integer": _to_integer,
    "number": _to_number,
    "decimal": _to_decimal,
    "ordinal": _to_ordinal,
    "boolean": _to_boolean,
    "date": _to_date,
    "time": _to_time,
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
        if column.kind == "choice":
            mend = f"Write one of {', '.join(column.among)}"
            mend += "." if column.required else ", or leave it empty."
            noun = with_article(column.name)
        else:
            mend, noun = _MEND[column.kind], _NOUNS.get(column.kind, with_article(column.kind))
        if cell is None or str(cell).strip() == "":
            return Problem(file, "is empty.", mend, row + 2, column.name, "")
        return Problem(file, f"is not {noun}.", mend, row + 2, column.name, str(cell))

    return _limited(bad.arg_true().to_list(), describe, file, column.name, per_check)


def _too_many_digits(
    raw: pl.Series, series: pl.Series, column: Column, file: str, per_check: int
) -> list[Problem]:
    """Numbers that a double does not give back: two of them could become one without a word."""
    if column.kind == "ordinal" and series.dtype.is_integer():
        return []
    if column.kind == "integer":
        large = (series.abs() >= 10**SIGNIFICANT_DIGITS).fill_null(False).arg_true().to_list()
        rows = [row for row in large if len(str(series[row]).strip("-0")) > SIGNIFICANT_DIGITS]
    elif raw.dtype.is_float():
        # Rounding in floating point only finds those to look at; the text decides.
        suspect = (raw.round_sig_figs(SIGNIFICANT_DIGITS) != raw) & raw.is_finite()
        rows = [row for row in suspect.arg_true().to_list() if float(f"{raw[row]:.15g}") != raw[row]]
    else:
        text = raw.cast(pl.String).str.replace(r"[eE].*$", "").str.replace_all(r"[^0-9]", "")
        digits = text.str.strip_chars("0").str.len_chars()
        rows = ((digits > SIGNIFICANT_DIGITS) & series.is_not_null()).fill_null(False).arg_true().to_list()

    def describe(row: int) -> Problem:
        mend = f"Write it with at most {SIGNIFICANT_DIGITS} digits."
        message = f"has more than {SIGNIFICANT_DIGITS} significant digits."
        return Problem(file, message, mend, row + 2, column.name, str(raw[row]))

    return _limited(rows, describe, file, column.name, per_check)


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
                f"at least {low:,.15g}" if low is not None else "",
                f"at most {high:,.15g}" if high is not None else "",
            )
            if part
        )
        return Problem(file, what, f"Write a number of {bounds}.", row + 2, column.name, str(value))

    return _limited(outside.arg_true().to_list(), describe, file, column.name, per_check)


_UNFIT_IN_IDS = (
    # The bar parts what is hashed; the rest is seen by nobody, or looks like something else: controls, marks
    # of direction, line ends, joiners, fillers, variation selectors, spaces that are none.
    r"[|\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\x{034F}\x{115F}\x{1160}\x{17B4}\x{17B5}\x{180B}-\x{180D}"
    r"\x{2800}\x{3164}\x{FE00}-\x{FE0F}\x{FFA0}\x{E0100}-\x{E01EF}]|[\p{Zs}--\x{20}]"
)


def unfit_in_id(text: str) -> list[str]:
    """Characters of a text that no id may hold, each once."""
    return list(dict.fromkeys(pl.Series([text]).str.extract_all(_UNFIT_IN_IDS)[0].to_list()))


def _unfit_ids(series: pl.Series, column: Column, file: str, per_check: int) -> list[Problem]:
    """Ids that two people can read as the same one, or that would be parted where they are hashed."""

    def describe(row: int) -> Problem:
        odd = unfit_in_id(str(series[row]))
        named = ", ".join("the bar |" if one == "|" else f"U+{ord(one):04X}" for one in odd)
        message = f"is an id, and holds what no id may hold: {named}."
        mend = "Take it out, here and wherever the id stands."
        return Problem(file, message, mend, row + 2, column.name, str(series[row])[:60])

    unfit = series.str.contains(_UNFIT_IN_IDS).fill_null(False).arg_true().to_list()
    return _limited(unfit, describe, file, column.name, per_check)


def _unfit_text(series: pl.Series, column: Column, file: str, per_check: int) -> list[Problem]:
    """Texts that no database and no C program keeps, and texts that are longer than the column holds."""

    def holds_nul(row: int) -> Problem:
        message, mend = "holds the character NUL, which no text has.", "Remove it."
        return Problem(file, message, mend, row + 2, column.name, str(series[row])[:60])

    def too_long(row: int) -> Problem:
        mend = f"Shorten it to at most {column.longest} characters."
        message = f"has {len(series[row])} characters."
        return Problem(file, message, mend, row + 2, column.name, f"{series[row][:60]}…")

    nul = series.str.contains("\0", literal=True).fill_null(False).arg_true().to_list()
    problems = _limited(nul, holds_nul, file, column.name, per_check)
    if column.longest is not None:
        long = (series.str.len_chars() > column.longest).fill_null(False).arg_true().to_list()
        problems += _limited(long, too_long, file, column.name, per_check)
    return problems


def _out_of_days(series: pl.Series, column: Column, file: str, per_check: int) -> list[Problem]:
    outside = ((series < FIRST_DAY) | (series > LAST_DAY)).fill_null(False)
    mend = f"Write a day from {FIRST_DAY} to {LAST_DAY}."

    def describe(row: int) -> Problem:
        return Problem(file, "is out of range.", mend, row + 2, column.name, str(series[row]))

    return _limited(outside.arg_true().to_list(), describe, file, column.name, per_check)


def _limited(
    rows: list[int], describe: Callable[[int], Problem], file: str, column: str, per_check: int
) -> list[Problem]:
    shown = rows if per_check == 0 else rows[:per_check]
    problems = [describe(row) for row in shown]
    if len(rows) > len(shown):
        more = len(rows) - len(shown)
        problems.append(
            Problem(
                file,
                f"has {'one more row' if more == 1 else f'{more} more rows'} with the same problem.",
                "Mend the column, or list all of them with --all.",
                column=column,
            )
        )
    return problems
