"""What a publication hands on: to a correction what it showed, and to the next year what schools had."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Result
from citycompact.facts import write_table
from citycompact.funding.decide import frame_of_rows, year_of
from citycompact.funding.measures import EVERYBODY, pupils_by_school
from citycompact.funding.money import as_decimal
from citycompact.funding.protected_counts import Earlier
from citycompact.funding.public_budgets import public_budgets
from citycompact.funding.rules import FundingRules
from citycompact.funding.tables import COUNTED, MOST_DOLLARS, NEED, ONCE, SECTOR, SUM, TABLES

NEXT = "next"
"""Folder, beside a year's budgets, of the tables that are handed on; it is for no public."""
_TABLE_OF = {
    "count": "public_counts",
    "school": "public_schools",
    "sector": "public_sectors",
    "category": "public_categories",
    "in_sector": "public_by_sector",
}


def as_published_before(public: Mapping[str, pl.DataFrame], facts: CityPackage) -> pl.DataFrame:
    """What a publication of these facts showed, as the table ``published_before`` of its correction.

    What an earlier one had hidden stays hidden, also where it is no row any more.
    """
    earlier = Earlier.of(facts)
    rows: set[tuple[str, str, str, Decimal]] = {(ONCE, "", "", Decimal(0))}
    for kind, cells in earlier.hidden.items():
        rows |= {(kind, *cell, Decimal(0)) for cell in cells}
    for kind, (name, category) in COUNTED.items():
        hidden = public[_TABLE_OF[kind]].filter(pl.col("pupils").is_null()).with_columns(none=pl.lit(""))
        rows |= {(kind, *cell, Decimal(0)) for cell in hidden.select(name, category).rows()}
    rows.discard(("sector", EVERYBODY, "", Decimal(0)))
    sectors = public["public_schools"].select("school_id", "sector")
    some = public["public_counts"].filter(pl.col("pupils").is_null()).join(sectors, on="school_id")
    rows |= {(SECTOR, *cell, Decimal(0)) for cell in some.select("school_id", "sector").iter_rows()}
    needs = public["public_by_sector"].filter("need").join(some, on=["sector", "category"], how="semi")
    rows |= {
        (NEED, sector, category, most or Decimal(0))
        for sector, category, most in needs.select("sector", "category", "at_most").iter_rows()
    }
    told = public["public_sectors"].drop_nulls("rounded").select("sector", "rounded")
    sums = {**earlier.sums, **dict(told.iter_rows())}
    rows |= {(SUM, sector, "", rounded) for sector, rounded in sums.items()}
    year = year_of(facts)
    kinds = {"what": "text", "name": "text", "category": "text", "told": "decimal", "year": "text"}
    return frame_of_rows([(*row, year) for row in sorted(rows)], kinds)


def as_previous(
    facts: CityPackage,
    rules: FundingRules,
    result: Result,
    public: Mapping[str, pl.DataFrame],
    year: str = "",
) -> pl.DataFrame:
    """A year's budgets as the table ``previous`` of another: amounts, pupils, and how they were published.

    An amount of which nothing was shown could be anything.
    """
    amounts = dict(result.tables["schools"].select("school_id", "amount").iter_rows())
    numbers = pupils_by_school(facts, rules)
    rows: list[tuple[Any, ...]] = []
    for row in public["public_schools"].iter_rows(named=True):
        school, low, high = (row[name] for name in ("school_id", "low", "high"))
        ends = (Decimal(0), Decimal(MOST_DOLLARS)) if low is None or high is None else (low, high)
        rows.append(
            (school, amounts[school], as_decimal(numbers[school]), *ends, row["pupils"] is None, year)
        )
    return pl.DataFrame(rows, schema=dict(TABLES["previous"].empty().schema), orient="row")


def write_next(folder: Path, facts: CityPackage, rules: FundingRules, result: Result) -> None:
    """Write both tables into the folder :data:`NEXT` of a folder of budgets."""
    public = public_budgets(facts, rules, result)
    (folder / NEXT).mkdir()
    for name, frame in (
        ("previous", as_previous(facts, rules, result, public)),
        ("published_before", as_published_before(public, facts)),
    ):
        write_table(frame, TABLES[name], folder / NEXT, "csv")
