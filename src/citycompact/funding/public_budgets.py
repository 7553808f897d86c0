"""What everybody may read of a year's budgets (:mod:`citycompact.funding.protected_counts` says what not)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Result
from citycompact.funding.decide import frame_of_rows
from citycompact.funding.money import half_up, in_dollars
from citycompact.funding.protected_counts import STEPS, ProtectedCounts, rounded
from citycompact.funding.rules import FundingRules

PUBLIC = {
    "public_counts": {
        "school_id": "text",
        "category": "text",
        "pupils": "integer",
        "per_pupil": "decimal",
        "amount": "decimal",
    },
    "public_schools": {
        "school_id": "text",
        "sector": "text",
        "pupils": "integer",
        "amount": "decimal",
        "per_pupil": "decimal",
        "rounded_to": "decimal",
    },
    "public_sectors": {
        "sector": "text",
        "schools": "integer",
        "pupils": "integer",
        "amount": "decimal",
        "per_pupil": "decimal",
        "rounded_to": "decimal",
    },
    "public_categories": {
        "category": "text",
        "need": "boolean",
        "weight": "decimal",
        "per_pupil": "decimal",
        "pupils": "integer",
    },
}
"""Columns of the public tables. ``rounded_to`` is 0 where totals are exact; what is empty is hidden. Where no
rounding keeps all secrets, no school and no sector has an amount."""


def public_budgets(facts: CityPackage, rules: FundingRules, result: Result) -> dict[str, pl.DataFrame]:
    """The public tables, with the columns of :data:`PUBLIC`."""
    totals = dict(result.tables["schools"].select("school_id", "amount").iter_rows())
    shown = ProtectedCounts(facts, rules, totals)
    steps = shown.protect(Fraction(str(result.values["factor"])))
    each = {n: in_dollars(units, rules.rounding) for n, units in shown.formula.per_pupil.items()}
    counts = [
        (school, category, number, each[category], None if number is None else number * each[category])
        for school, category, number in shown.counts.select("school_id", "category", "pupils").iter_rows()
    ]
    schools = []
    for school, number in shown.schools.select("school_id", "pupils").iter_rows():
        amount = None if steps is None else rounded(totals[school], steps[school])
        to = None if steps is None else Decimal(steps[school])
        schools.append((school, shown.sectors[school], number, amount, _each(amount, number), to))
    sectors = []
    for sector, number in shown.of_sectors.select("sector", "pupils").iter_rows():
        mine = [school for school, its in shown.sectors.items() if its == sector and school in shown.true]
        whole = sum((totals[school] for school in mine), Decimal(0))
        amount = None if steps is None else rounded(whole, steps[sector])
        to = None if steps is None else Decimal(steps[sector])
        sectors.append((sector, len(mine), number, amount, _each(amount, number), to))
    number = dict(shown.categories.select("category", "pupils").iter_rows())
    categories = [
        (item.category, item.need, item.weight, each[item.category], number.get(item.category, 0))
        for item in rules.weights
    ]
    rows: dict[str, list[tuple[Any, ...]]] = {
        "public_counts": counts,
        "public_schools": schools,
        "public_sectors": sectors,
        "public_categories": categories,
    }
    return {name: frame_of_rows(found, PUBLIC[name]) for name, found in rows.items()}


def hidden_before(public: Mapping[str, pl.DataFrame], year: str) -> pl.DataFrame:
    """What a publication hides and how far it rounds, as the table ``published_before`` of a correction."""
    counts = public["public_counts"].filter(pl.col("pupils").is_null())
    zero, far = Decimal(0), Decimal(STEPS[-1])
    rows: list[tuple[Any, ...]] = [
        ("count", school, category, zero, year)
        for school, category in counts.select("school_id", "category").rows()
    ]
    for what, key in (("school", "school_id"), ("sector", "sector")):
        steps = public[f"public_{what}s"].select(key, "rounded_to").iter_rows()
        rows += [(what, name, "", far if step is None else step, year) for name, step in steps]
    kinds = {"what": "text", "name": "text", "category": "text", "rounded_to": "decimal", "year": "text"}
    return frame_of_rows(rows, kinds)


def _each(amount: Decimal | None, pupils: int | None) -> Decimal | None:
    """Whole dollars of a pupil, of an amount as it is shown."""
    return Decimal(half_up(Fraction(amount) / pupils)) if pupils and amount is not None else None
