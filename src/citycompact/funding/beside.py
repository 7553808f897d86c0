"""What goes beside budgets and never into an amount: levies passed on, and money that moves by the day."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from citycompact.city import CityPackage
from citycompact.funding.envelope import shared
from citycompact.funding.formula import counts_of
from citycompact.funding.limits import Limits
from citycompact.funding.money import half_up, in_units
from citycompact.funding.rules import FundingRules
from citycompact.funding.totals import Totals


def levies_of(facts: CityPackage, rules: FundingRules, found: Totals) -> list[tuple[str, str, int]]:
    """Levy, school and units: each levy in proportion to pupils or formula amounts, by largest remainder."""
    if rules.levies is None:
        return []
    counts = counts_of(facts)
    by = (
        {school: found.formula.pupils(counted) for school, counted in counts.items()}
        if rules.levies.by == "pupils"
        else dict(found.amounts)
    )
    free = dict.fromkeys(by, Limits())
    rows = facts.tables["levies"].sort("levy").select("levy", "amount").iter_rows()
    parts = []
    for levy, amount in rows:
        units = int(in_units(amount, rules.rounding))
        given = shared(by, free, units)[1] if any(by.values()) else {}
        parts += [(levy, school, part) for school, part in sorted(given.items())]
    return parts


def moved_money(facts: CityPackage, rules: FundingRules, found: Totals) -> dict[str, tuple[int, int]]:
    """Of each school that a child joined or left: units gained, and units lost.

    A child takes from its category's money per pupil the share of the days from its move on, both the day
    of the move and the last day included, rounded half up.
    """
    if rules.mid_year is None:
        return {}
    year = (rules.mid_year.last - rules.mid_year.first).days + 1
    gained: dict[str, int] = defaultdict(int)
    lost: dict[str, int] = defaultdict(int)
    rows = facts.tables["moves"].select("category", "from_school_id", "to_school_id", "on").iter_rows()
    for category, left, joined, day in rows:
        days = (rules.mid_year.last - day).days + 1
        money = half_up(Fraction(found.formula.per_pupil[category] * days, year))
        if left is not None:
            lost[left] += money
        if joined is not None:
            gained[joined] += money
    return {school: (gained[school], lost[school]) for school in sorted({*gained, *lost})}
