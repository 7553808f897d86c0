"""Which two records are compared at all: those that share enough to be one child (blocking)."""

from __future__ import annotations

import polars as pl

from citycompact.people.people import People

_PARTS = {
    "day": pl.col("born").dt.day(),
    "month": pl.col("born").dt.month(),
    "year": pl.col("born").dt.year(),
}


def candidates(left: People, right: People, itself: bool) -> pl.DataFrame:
    """Pairs of row numbers (n, m) that a comparison can find to be one child; each pair once.

    Compared are those born on one day who share a given name, a word of the family name, or all words
    of the whole name; and those who share given name and a word of the family name, where two parts of
    their birth dates are equal, or day and month are swapped, or one of the dates is not known.

    Parameters
    ----------
    itself
        Whether both are one table; then n < m.
    """
    a, b = left.keys, left.keys if itself else right.keys
    a, b = a.with_columns(**_PARTS), b.with_columns(**_PARTS)
    known_a, known_b = a.drop_nulls("born"), b.drop_nulls("born")
    found = [
        _joined(known_a.explode("given_words"), known_b.explode("given_words"), ["born", "given_words"]),
        _joined(known_a, known_b, ["born", "given"]),
        _joined(known_a.explode("words"), known_b.explode("words"), ["born", "words"]),
        _joined(known_a, known_b, ["born", "whole"]),
    ]
    name = ["given", "words"]
    a, b = a.explode("words"), b.explode("words")
    known_a, known_b = a.drop_nulls("born"), b.drop_nulls("born")
    for parts in (["year", "month"], ["year", "day"], ["month", "day"]):
        found.append(_joined(known_a, known_b, [*name, *parts]))
    swapped = known_b.rename({"day": "month", "month": "day"})
    found.append(_joined(known_a, swapped, [*name, "year", "month", "day"]))
    found += [
        _joined(a.filter(pl.col("born").is_null()), b, name),
        _joined(a, b.filter(pl.col("born").is_null()), name),
    ]
    pairs = pl.concat(found)
    if itself:
        pairs = pairs.select(pl.min_horizontal("n", "m").alias("n"), pl.max_horizontal("n", "m").alias("m"))
        pairs = pairs.filter(pl.col("n") < pl.col("m"))
    return pairs.unique().sort("n", "m")


def _joined(a: pl.DataFrame, b: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    return a.select("n", *on).join(b.select(pl.col("n").alias("m"), *on), on=on).select("n", "m").unique()
