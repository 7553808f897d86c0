"""A year's budgets: what every school gets, line by line from child to dollar, whoever runs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Draw, Result
from citycompact.facts.kinds import DTYPES
from citycompact.funding.beside import levies_of, moved_money
from citycompact.funding.formula import adjusted, counts_of
from citycompact.funding.limits import previous_of
from citycompact.funding.money import in_dollars, pupils_of
from citycompact.funding.problems import refuse_problems
from citycompact.funding.rules import FundingRules
from citycompact.funding.totals import Totals, totals

RESULT = {
    "allocations": {
        "school_id": "text",
        "line": "text",
        "pupils": "decimal",
        "per_pupil": "decimal",
        "amount": "decimal",
    },
    "schools": {"school_id": "text", "before": "decimal", "amount": "decimal", "change": "decimal"},
    "payments": {"school_id": "text", "amount": "decimal", "in_kind": "decimal", "paid": "decimal"},
    "levies": {"levy": "text", "school_id": "text", "amount": "decimal"},
    "mid_year": {"school_id": "text", "gained": "decimal", "lost": "decimal", "change": "decimal"},
}
"""Columns of the result's tables."""

_DTYPES: dict[str, pl.DataType] = {name: DTYPES[name] for name in ("text", "integer", "decimal", "boolean")}


def decide(facts: CityPackage, rules: FundingRules, draw: Draw | None = None) -> Result:  # noqa: ARG001
    """The budgets of the schools that are counted; chance decides nothing, so a draw is not read.

    Returns
    -------
    ``allocations``: per school its lines in the order of the rules, then steps of concentration, ``base``
    and ``adjustment``; ``pupils`` times ``per_pupil`` is ``amount`` in every line but the last.
    ``schools``: each school of the city; ``before`` and ``change`` are empty where nothing was given before.
    ``payments``: what is paid after services in kind. ``levies`` and ``mid_year``: beside the budgets.
    Values: ``year``; ``formula`` and ``total``, in dollars; ``factor``, a fraction; ``labels`` of
    categories; ``notes``.

    Raises
    ------
    FactsError
        With every problem that :mod:`citycompact.funding.problems` names.
    """
    refuse_problems(facts, rules)
    found, counts = totals(facts, rules), counts_of(facts)
    budgets = _budgets(facts, rules, found)

    def dollars(units: int) -> Decimal:
        return in_dollars(units, rules.rounding)

    lines = [
        (
            school,
            line.line,
            None if line.pupils is None else pupils_of(line.pupils),
            None if line.per_pupil is None else dollars(line.per_pupil),
            dollars(line.amount),
        )
        for school, counted in counts.items()
        for line in adjusted(found.formula.lines(counted), found.totals[school])
    ]
    before = {school: amount for school, amount, _ in _previous(facts)}
    schools = [
        (school, had := before.get(school), amount, None if had is None else amount - had)
        for school, amount in budgets.items()
    ]
    in_kind = _in_kind(facts)
    payments = [
        (school, amount, given := in_kind.get(school, Decimal(0)), amount - given)
        for school, amount in budgets.items()
    ]
    levies = [(levy, school, dollars(units)) for levy, school, units in levies_of(facts, rules, found)]
    moved = [
        (school, dollars(gained), dollars(lost), dollars(gained - lost))
        for school, (gained, lost) in moved_money(facts, rules, found).items()
    ]
    rows: dict[str, list[tuple[Any, ...]]] = {
        "allocations": lines,
        "schools": schools,
        "payments": payments,
        "levies": levies,
        "mid_year": moved,
    }
    return Result(
        {name: frame_of_rows(found_rows, RESULT[name]) for name, found_rows in rows.items()},
        {
            "year": year_of(facts),
            "formula": str(dollars(sum(found.amounts.values()))),
            "total": str(dollars(found.total)),
            "factor": str(found.factor),
            "labels": {item.category: dict(item.labels) for item in rules.weights if item.labels},
            "notes": list(_notes(facts, rules, budgets, in_kind)),
        },
    )


def year_of(facts: CityPackage) -> str:
    """The year that the counts say, or nothing."""
    years = facts.tables["counts"]["year"].unique().to_list()
    return str(years[0]) if years else ""


def _budgets(facts: CityPackage, rules: FundingRules, found: Totals) -> dict[str, Decimal]:
    """Total of every school of the city, in the order of their ids; one that nobody counted gets nothing."""
    schools = sorted(facts.tables["schools"]["school_id"].to_list())
    return {school: in_dollars(found.totals.get(school, 0), rules.rounding) for school in schools}


def _previous(facts: CityPackage) -> Iterator[tuple[str, Decimal, Decimal | None]]:
    yield from facts.tables["previous"].select("school_id", "amount", "pupils").iter_rows()


def _in_kind(facts: CityPackage) -> dict[str, Decimal]:
    given: dict[str, Decimal] = {}
    for school, amount in facts.tables["in_kind"].select("school_id", "amount").iter_rows():
        given[school] = given.get(school, Decimal(0)) + amount
    return given


def _notes(
    facts: CityPackage, rules: FundingRules, budgets: dict[str, Decimal], in_kind: dict[str, Decimal]
) -> Iterator[dict[str, str]]:
    """What somebody should look at, by name; nothing of it stops a budget."""
    counted, before = counts_of(facts), previous_of(facts)
    for school, amount in budgets.items():
        if school not in counted:
            yield {"note": "closed" if school in before else "not_counted", "school_id": school}
        elif not any(counted[school].values()):
            yield {"note": "no_pupils", "school_id": school}
        elif school not in before and before:
            yield {"note": "new", "school_id": school}
        if in_kind.get(school, Decimal(0)) > amount:
            yield {"note": "more_in_kind", "school_id": school}
    categories = {name for found in counted.values() for name, number in found.items() if number}
    for item in rules.weights:
        if item.category not in categories:
            yield {"note": "nobody_counted", "category": item.category}


def frame_of_rows(rows: Sequence[tuple[Any, ...]], kinds: Mapping[str, str]) -> pl.DataFrame:
    """Rows as a table with columns of these kinds."""
    schema = {column: _DTYPES[kind] for column, kind in kinds.items()}
    if not rows:
        return pl.DataFrame(schema=schema)
    # Column by column: row by row a frame of decimals takes ten times as long.
    columns = zip(*rows, strict=True)
    return pl.DataFrame(
        [
            pl.Series(column, values, dtype=kind)
            for (column, kind), values in zip(schema.items(), columns, strict=True)
        ]
    )
