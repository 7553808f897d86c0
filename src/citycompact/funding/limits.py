"""Floor and cap of a school: what it may not fall below, and not rise above, after the year before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from citycompact.city import CityPackage
from citycompact.funding.formula import Counts, Formula
from citycompact.funding.money import HUNDREDTHS, in_units, rounded_down, rounded_up
from citycompact.funding.rules import FundingRules, Measured


@dataclass(frozen=True, slots=True)
class Limits:
    """Least and greatest total of a school, in units; no ``cap``: as much as it may be."""

    floor: int = 0
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Previous:
    """What a school had the year before: dollars, and pupils where they are known."""

    amount: Fraction
    pupils: Fraction | None


def previous_of(facts: CityPackage) -> Mapping[str, Previous]:
    """Schools that had something the year before."""

    def make() -> dict[str, Previous]:
        rows = facts.tables["previous"].select("school_id", "amount", "pupils").iter_rows()
        return {
            school: Previous(Fraction(amount), None if pupils is None else Fraction(pupils))
            for school, amount, pupils in rows
            if amount
        }

    return facts.latest("previous", (), make)


def limits(facts: CityPackage, rules: FundingRules, counts: Counts, formula: Formula) -> dict[str, Limits]:
    """Of each school that is counted; one that had nothing before has neither floor nor cap.

    Floors are rounded up and caps down to the unit; a cap below its floor becomes the floor.
    """
    before = previous_of(facts)
    return {
        school: limits_of(before.get(school), formula.pupils(counted), rules)
        for school, counted in counts.items()
    }


def limits_of(had: Previous | None, pupils: int, rules: FundingRules) -> Limits:
    """Of a school with so many hundredths of pupils, by what it had before."""
    if had is None:
        return Limits()

    def measured(how: Measured) -> Fraction:
        amount = in_units(1, rules.rounding) * had.amount
        if how == "total":
            return amount
        assert had.pupils
        return amount * Fraction(pupils, HUNDREDTHS) / had.pupils

    floor, cap = 0, None
    if (harm := rules.hold_harmless) is not None:
        floor = rounded_up(measured(harm.measured) * (1 - Fraction(harm.loss)))
    if (caps := rules.caps) is not None:
        cap = max(rounded_down(measured(caps.measured) * (1 + Fraction(caps.gain))), floor)
    return Limits(floor, cap)
