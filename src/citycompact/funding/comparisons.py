"""The way from one formula's budgets to another's, as a table that a board can read."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from citycompact.city import CityPackage
from citycompact.funding.decide import frame_of_rows
from citycompact.funding.envelope import OutOfReachError
from citycompact.funding.money import in_dollars, units_a_dollar
from citycompact.funding.rules import FundingRules
from citycompact.funding.totals import totals
from citycompact.funding.transition import NoPathError, Speed, transition

USUAL_LOSS = Fraction(2, 100)
"""What a school may lose in a year where the new rules say nothing of it."""


@dataclass(frozen=True)
class PathTable:
    """A path between two formulas: ``table`` has school_id, year (0 is today) and amount.

    ``gap``: by how much what is missing on the way may be above the least that there can be, as a share.
    """

    table: pl.DataFrame
    years: int
    gap: float


def path_between(
    facts: CityPackage, a: FundingRules, b: FundingRules, years: int | None = None
) -> tuple[PathTable | None, str]:
    """The path, or None and why there is none.

    Floors and caps are those of the new rules where they are measured in total, applied to each year's total;
    where they have no floor, :data:`USUAL_LOSS` holds.
    """
    if a.rounding != b.rounding:
        return None, "the two rules round to different units."
    harm, caps = b.hold_harmless, b.caps
    loss = Fraction(harm.loss) if harm is not None and harm.measured == "total" else USUAL_LOSS
    gain = Fraction(caps.gain) if caps is not None and caps.measured == "total" else None
    try:
        start, end = totals(facts, a).totals, totals(facts, _unbound(b)).totals
        path = transition(start, end, Speed(loss, gain), years)
    except (NoPathError, OutOfReachError) as error:
        return None, f"{error}."
    rows = [
        (school, year, in_dollars(total, b.rounding))
        for school, found in path.years.items()
        for year, total in enumerate(found)
    ]
    table = frame_of_rows(rows, {"school_id": "text", "year": "integer", "amount": "decimal"})
    gap = (path.distance - path.bound) / max(path.bound, units_a_dollar(b.rounding))
    return PathTable(table, len(path), gap), ""


def _unbound(rules: FundingRules) -> FundingRules:
    """The rules without floor and cap: where the path leads to, and not how far it comes in one year."""
    return rules.model_copy(update={"hold_harmless": None, "caps": None})
