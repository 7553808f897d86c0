"""One year's counts by two rules: who gains and who loses, by sector, poverty and size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import polars as pl

from citycompact.city import SECTORS, CityPackage
from citycompact.facts import FactsError, Problem
from citycompact.funding.decide import frame_of_rows
from citycompact.funding.formula import Counts, counts_of
from citycompact.funding.measures import pupils_by_school, sector_of
from citycompact.funding.money import HUNDREDTHS, in_dollars
from citycompact.funding.problems import refuse_problems
from citycompact.funding.rules import FundingRules
from citycompact.funding.totals import totals

THIRDS = ("low", "middle", "high")
"""Schools in order of a share or a size, cut into three parts as equal as can be."""
_ORDER = ("all", *SECTORS, *THIRDS)


@dataclass(frozen=True)
class Comparison:
    """Budgets by rules A and by rules B.

    ``schools``: school_id, pupils, a, b, change, share (of a; empty where that is 0).
    ``groups``: by (``all``, ``sector``, ``poverty``, ``size``), group, schools, pupils, a, b, change, gain,
    lose (schools). ``poverty`` is the need by whose share schools were told apart; None where none is known.
    """

    schools: pl.DataFrame
    groups: pl.DataFrame
    poverty: str | None


def compare(facts: CityPackage, a: FundingRules, b: FundingRules, poverty: str | None = None) -> Comparison:
    """Fund the schools by both rules and set the budgets side by side.

    Parameters
    ----------
    poverty
        The need whose share of pupils says how poor a school is; by default the one with most pupils.

    Raises
    ------
    FactsError
        Where the facts do not fit one of the rules.
    """
    for rules in (a, b):
        refuse_problems(facts, rules)
    if poverty is not None and poverty not in {item.category for item in b.weights if item.need}:
        known = ", ".join(item.category for item in b.weights if item.need) or "none"
        mend = f"Name a need of the rules; there are {known}."
        raise FactsError([Problem("[funding]", "has no such need.", mend, column="weights", value=poverty)])
    counts, pupils = counts_of(facts), pupils_by_school(facts, b)
    given = [{s: in_dollars(n, r.rounding) for s, n in totals(facts, r).totals.items()} for r in (a, b)]
    rows = [
        (school, Decimal(round(number * HUNDREDTHS)).scaleb(-2), was, will := given[1][school], will - was)
        for school, number in sorted(pupils.items())
        for was in (given[0][school],)
    ]
    kinds = {"school_id": "text", "pupils": "decimal", "a": "decimal", "b": "decimal", "change": "decimal"}
    share = pl.when(pl.col("a") > 0).then(pl.col("change").cast(pl.Float64) / pl.col("a").cast(pl.Float64))
    schools = frame_of_rows(rows, kinds).with_columns(share=share)
    need = poverty or largest_need(counts, b)
    ways: dict[str, Mapping[str, str]] = {"all": dict.fromkeys(pupils, "all"), "sector": sector_of(facts)}
    if need is not None:
        ways["poverty"] = thirds(pupils, lambda s: Fraction(counts[s].get(need, 0)) / (pupils[s] or 1))
    ways["size"] = thirds(pupils, lambda school: pupils[school])
    groups = pl.concat(_grouped(schools, by, group) for by, group in ways.items())
    return Comparison(schools, groups, need)


def largest_need(counts: Counts, rules: FundingRules) -> str | None:
    """The need with most pupils; None where none is counted."""
    needs = [item.category for item in rules.weights if item.need]
    number = {name: sum(counted.get(name, 0) for counted in counts.values()) for name in needs}
    found = max(needs, key=lambda name: number[name], default=None)
    return found if found is not None and number[found] else None


def thirds(schools: Iterable[str], value: Callable[[str], Fraction]) -> dict[str, str]:
    """School to its third, by a value and then by id; equal values may fall into two thirds."""
    ordered: Sequence[str] = sorted(schools, key=lambda school: (value(school), school))
    return {school: THIRDS[place * 3 // len(ordered)] for place, school in enumerate(ordered)}


def _grouped(schools: pl.DataFrame, by: str, group: Mapping[str, str]) -> pl.DataFrame:
    return (
        schools.with_columns(
            by=pl.lit(by), group=pl.col("school_id").replace_strict(group, return_dtype=pl.String)
        )
        .group_by("by", "group", maintain_order=True)
        .agg(
            pl.len().cast(pl.Int64).alias("schools"),
            pl.col("pupils", "a", "b", "change").sum(),
            (pl.col("change") > 0).sum().cast(pl.Int64).alias("gain"),
            (pl.col("change") < 0).sum().cast(pl.Int64).alias("lose"),
        )
        .sort(pl.col("group").replace_strict({name: n for n, name in enumerate(_ORDER)}))
    )
