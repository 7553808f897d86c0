"""Small tables of people, for tests."""

from datetime import date

import polars as pl

BORN = date(2020, 5, 17)


def table(*rows: tuple) -> pl.DataFrame:
    """Records of (given name, family name[, birth date]), numbered from 0."""
    full = [(n, *row) if len(row) == 3 else (n, *row, BORN) for n, row in enumerate(rows)]
    schema = {"id": pl.Int64, "given_name": pl.String, "family_name": pl.String, "birth_date": pl.Date}
    return pl.DataFrame(full, schema=schema, orient="row")
