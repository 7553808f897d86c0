"""Equity of a year's budgets: over all schools and by sector, per pupil and by need, before and after."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Result
from citycompact.funding.equity import MEASURES, Equity, equity
from citycompact.funding.formula import Formula, counts_of
from citycompact.funding.limits import previous_of
from citycompact.funding.money import HUNDREDTHS
from citycompact.funding.rules import FundingRules

EVERYBODY = "all"
"""The scope of all sectors together."""
Per = Literal["pupil", "weighted_pupil"]


def sector_of(facts: CityPackage) -> Mapping[str, str]:
    """School to the sector that runs it: for reports alone, no formula reads it."""
    rows = facts.table("schools").join(facts.table("operators"), on="operator_id", how="left")
    return dict(rows.select("school_id", "sector").iter_rows())


def pupils_by_school(facts: CityPackage, rules: FundingRules) -> dict[str, Fraction]:
    """Pupils of each school that is counted."""
    formula = Formula.of(rules)
    return {school: Fraction(formula.pupils(n), HUNDREDTHS) for school, n in counts_of(facts).items()}


def weighted_pupils_of(facts: CityPackage, rules: FundingRules) -> dict[str, Fraction]:
    """Pupils of each school that is counted, each by its weights: what it has to be given for, by need."""
    weights = {item.category: Fraction(item.weight) for item in rules.weights}
    return {
        school: sum((n * weights[name] for name, n in counted.items()), Fraction(0)) / HUNDREDTHS
        for school, counted in counts_of(facts).items()
    }


def measures(facts: CityPackage, rules: FundingRules, result: Result) -> pl.DataFrame:
    """Every measure: scope (``all`` or a sector), per, when (``before`` or ``after``), measure, value.

    ``before`` divides last year's amounts among the pupils that they were for, where those are known, else
    among the pupils of now; by need it takes the pupils of now.
    """
    sectors = sector_of(facts)
    after = {
        row[0]: Fraction(row[1]) for row in result.tables["schools"].select("school_id", "amount").iter_rows()
    }
    had = previous_of(facts)
    pupils, weighted = pupils_by_school(facts, rules), weighted_pupils_of(facts, rules)
    then = {school: had[school].pupils or number for school, number in pupils.items() if school in had}
    before = {school: item.amount for school, item in had.items()}
    divided: dict[tuple[Per, str], tuple[Mapping[str, Fraction], Mapping[str, Fraction]]] = {
        ("pupil", "before"): (before, then),
        ("pupil", "after"): (after, pupils),
        ("weighted_pupil", "before"): (before, {s: n for s, n in weighted.items() if s in had}),
        ("weighted_pupil", "after"): (after, weighted),
    }
    rows = []
    for scope in (EVERYBODY, *dict.fromkeys(sectors.values())):
        for (per, when), (amounts, numbers) in divided.items():
            found = equity(
                (number, amounts[school] / number)
                for school, number in numbers.items()
                if number and school in amounts and scope in (EVERYBODY, sectors[school])
            )
            if found is not None:
                rows += [(scope, per, when, name, _value(found, name)) for name in ("mean", *MEASURES)]
    schema = {
        "scope": pl.String,
        "per": pl.String,
        "when": pl.String,
        "measure": pl.String,
        "value": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def public_measures(public: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The measures of what schools get for a pupil, from what is public of it: scope, measure, value.

    Of a range its middle. Exact measures would narrow down what is hidden, digit by digit.
    """
    rows = public["public_schools"].drop_nulls("pupil_low")
    found = []
    for scope in (EVERYBODY, *rows["sector"].unique().sort()):
        mine = rows if scope == EVERYBODY else rows.filter(sector=scope)
        spread = equity(
            (Fraction(pupils), Fraction(low + high) / 2 / Fraction(pupils))
            for pupils, low, high in mine.select("pupils", "low", "high").iter_rows()
        )
        if spread is not None:
            found += [(scope, name, _value(spread, name)) for name in MEASURES]
    schema = {"scope": pl.String, "measure": pl.String, "value": pl.Float64}
    return pl.DataFrame(found, schema=schema, orient="row")


def public_dollars_by_need(public: Mapping[str, pl.DataFrame]) -> dict[str, float]:
    """By sector, and ``all``: dollars for each pupil counted by its weights, to the dollar; where all counts
    of it are shown."""
    weights = dict(public["public_categories"].select("category", "weight").iter_rows())
    counts = public["public_by_sector"].with_columns(
        weighted=pl.col("pupils").cast(pl.Float64)
        * pl.col("category").replace_strict(weights, return_dtype=pl.Float64)
    )
    found = {}
    for sector, low, high in public["public_sectors"].select("sector", "low", "high").iter_rows():
        mine = counts if sector == EVERYBODY else counts.filter(sector=sector)
        if low is not None and mine["weighted"].null_count() == 0 and (weighted := mine["weighted"].sum()):
            found[sector] = float(round(float(low + high) / 2 / float(weighted)))
    return found


def _value(found: Equity, name: str) -> float:
    return float(getattr(found, name))
