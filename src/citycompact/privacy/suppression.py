"""Small counts: what may be shown of them in public."""

from __future__ import annotations

import polars as pl

SMALLEST_SHOWN = 10
"""Counts from 1 to 9 are not shown in public, as FERPA guidance for school data recommends."""


def suppress(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Leave counts from 1 to 9 empty."""
    return frame.with_columns(
        pl.when((pl.col(name) == 0) | (pl.col(name) >= SMALLEST_SHOWN)).then(name).alias(name)
        for name in columns
    )
