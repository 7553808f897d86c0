"""What each school gets: the formula's amounts, held between floor and cap, inside the envelope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from citycompact.city import CityPackage
from citycompact.funding.envelope import held, shared
from citycompact.funding.formula import Counts, Formula, counts_of
from citycompact.funding.limits import limits
from citycompact.funding.money import in_units
from citycompact.funding.rules import FundingRules


@dataclass(frozen=True)
class Totals:
    """Of every school that is counted, in units: formula amounts and totals; and the one factor."""

    formula: Formula
    amounts: Mapping[str, int]
    totals: Mapping[str, int]
    factor: Fraction

    @property
    def total(self) -> int:
        """All budgets together."""
        return sum(self.totals.values())


def totals(facts: CityPackage, rules: FundingRules, counts: Counts | None = None) -> Totals:
    """The totals by these counts, by default those of the facts.

    Raises
    ------
    OutOfReachError
        Where no factor reaches the envelope.
    """
    counts = counts_of(facts) if counts is None else counts
    formula = Formula.of(rules)
    amounts = {school: formula.amount(counted) for school, counted in counts.items()}
    bounds = limits(facts, rules, counts, formula)
    if rules.envelope is None:
        kept = {school: int(held(Fraction(amount), bounds[school])) for school, amount in amounts.items()}
        return Totals(formula, amounts, kept, Fraction(1))
    factor, found = shared(amounts, bounds, int(in_units(rules.envelope, rules.rounding)))
    return Totals(formula, amounts, found, factor)
