"""What everybody may read of a year's budgets: counts as they are shown, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import count
from math import ceil, floor, log10
from typing import Any

import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Result
from citycompact.funding.decide import frame_of_rows
from citycompact.funding.limits import Previous
from citycompact.funding.measures import EVERYBODY
from citycompact.funding.money import HUNDREDTHS, as_decimal, half_up, in_dollars, pupils_of, units_a_dollar
from citycompact.funding.protected_counts import Earlier, shown_counts
from citycompact.funding.public_amounts import PublicAmounts, PublicPrevious, Range, summed
from citycompact.funding.rules import FundingRules
from citycompact.funding.tables import MOST_PUPILS

_MONEY = {"low": "decimal", "high": "decimal", "pupil_low": "decimal", "pupil_high": "decimal"}
PUBLIC = {
    "public_counts": {
        "school_id": "text",
        "category": "text",
        "pupils": "decimal",
        "most": "decimal",
        "per_pupil": "decimal",
        "amount": "decimal",
    },
    "public_schools": {
        "school_id": "text",
        "sector": "text",
        "pupils": "decimal",
        **_MONEY,
        "before_low": "decimal",
        "before_high": "decimal",
    },
    "public_sectors": {
        "sector": "text",
        "schools": "integer",
        "pupils": "decimal",
        **_MONEY,
        "rounded": "decimal",
    },
    "public_categories": {
        "category": "text",
        "need": "boolean",
        "weight": "decimal",
        "per_pupil": "decimal",
        "pupils": "decimal",
    },
    "public_by_sector": {
        "sector": "text",
        "category": "text",
        "need": "boolean",
        "pupils": "decimal",
        "at_most": "decimal",
    },
}
"""Columns of the public tables. Empty ``pupils`` are hidden. ``at_most`` is told of hidden counts of a need
in a sector; ``most`` is the greatest that a hidden count can be by all that is shown, empty where that is not
known. An amount lies from ``low`` to ``high``; empty, nothing useful is known. The sector ``all`` is all of
them; the sum of a sector that is told ``rounded`` follows from no count."""
_FEWEST = 5
"""Schools of which the amounts are ranges that have to be in a sector before its sum is told rounded."""


def public_budgets(facts: CityPackage, rules: FundingRules, result: Result) -> dict[str, pl.DataFrame]:
    """The public tables, with the columns of :data:`PUBLIC`: of the counts that are shown and the rules.

    Of the result itself nothing is read but sums of sectors, to be rounded. Files, report and what is handed
    on show the same tables, so they are made once.
    """
    return facts.latest("public_budgets", (rules, result), lambda: _made(facts, rules, result))


def _made(facts: CityPackage, rules: FundingRules, result: Result) -> dict[str, pl.DataFrame]:
    shown = shown_counts(facts, rules)
    known = PublicAmounts(shown, rules, _previous(facts))
    each = {name: in_dollars(units, rules.rounding) for name, units in known.formula.per_pupil.items()}

    def rows_of_counts() -> Iterator[tuple[Any, ...]]:
        for school, counted in shown.counts.items():
            for category, number in counted.items():
                pupils = _pupils(number)
                most = None if number is not None else _known_most(known.cells[school][category].high)
                amount = None if pupils is None else pupils * each[category]
                yield school, category, pupils, most, each[category], amount

    schools = []
    for school, total in known.totals.items():
        had = known.previous.get(school)
        before = (None, None) if had is None else tuple(as_decimal(end.amount) for end in had)
        number, sector = shown.schools[school], shown.sector_of[school]
        schools.append((school, sector, _pupils(number), *_said(total, number, rules), *before))
    many = list(shown.sector_of.values())
    whole = list(shown.sectors.values())
    everybody = None if None in whole else sum(n for n in whole if n is not None)
    earlier = Earlier.of(facts).sums
    sums = {name: _sum_of(name, known, result, earlier.get(name)) for name in sorted(shown.sectors)}
    every = summed(found for found, _ in sums.values()).within(known.everything)
    sectors = [
        (EVERYBODY, len(schools), _pupils(everybody), *_said(every, everybody, rules), None),
        *(
            (name, many.count(name), _pupils(number), *_said(sums[name][0], number, rules), sums[name][1])
            for name, number in sorted(shown.sectors.items())
        ),
    ]
    categories = [
        (
            item.category,
            item.need,
            item.weight,
            each[item.category],
            _pupils(shown.categories.get(item.category, 0)),
        )
        for item in rules.weights
    ]
    needs = {item.category: item.need for item in rules.weights}
    in_sectors = [
        (sector, category, needs[category], _pupils(number), _pupils(shown.at_most.get((sector, category))))
        for (sector, category), number in sorted(shown.in_sectors.items())
    ]
    rows: dict[str, Iterable[tuple[Any, ...]]] = {
        "public_counts": rows_of_counts(),
        "public_schools": schools,
        "public_sectors": sectors,
        "public_categories": categories,
        "public_by_sector": in_sectors,
    }
    return {name: frame_of_rows(list(found), PUBLIC[name]) for name, found in rows.items()}


def _sum_of(
    sector: str, known: PublicAmounts, result: Result, earlier: Decimal | None
) -> tuple[Range, Decimal | None]:
    """What a sector gets, as it follows from the counts; or, where floors and caps leave that too wide to be
    of use, the sum itself, rounded to a hundredth of it at least and to all that one school leaves open."""
    found, unit = known.sectors[sector], units_a_dollar(known.rules.rounding)
    totals = [total for school, total in known.totals.items() if known.shown.sector_of[school] == sector]
    widths = [Fraction(total.high - total.low, unit) for total in totals if total.high > total.low]
    step = _round_number(max([Fraction(found.high, 100 * unit), *widths]))
    if len(widths) < _FEWEST or Fraction(found.high - found.low, unit) <= step:
        return found, None
    amounts = result.tables["schools"].select("school_id", "amount").iter_rows()
    mine = (Fraction(amount) for school, amount in amounts if known.shown.sector_of.get(school) == sector)
    told, off = _rounded(sum(mine, Fraction(0)), Fraction(found.low, unit), step, earlier)
    ends = Range(floor((told - off) * unit), ceil((told + off) * unit))
    return ends.within(found), Decimal(told)


def _rounded(amount: Fraction, least: Fraction, step: int, earlier: Decimal | None) -> tuple[int, Fraction]:
    """The middle of the step that an amount lies in, and by how much it may be off.

    Steps begin at the least that the amount can be, so that at the lowest one school could have more, too. A
    correction repeats what was told before while that is off by no more than a whole step: an amount that a
    few pupils carry over an edge would tell how close to it it was.
    """
    if earlier is not None and abs(amount - Fraction(earlier)) <= step:
        return int(earlier), Fraction(step)
    middle = floor(least + floor((amount - least) / step) * step + Fraction(step, 2))
    return middle, Fraction(step, 2) + 1


def _round_number(least: Fraction) -> int:
    """The least of 1, 2, 5, 10, 20, 50, ... that is not less."""
    steps = (digit * 10**power for power in count() for digit in (1, 2, 5))
    return next(int(step) for step in steps if step >= least)


def public_notes(result: Result, public: Mapping[str, pl.DataFrame]) -> list[dict[str, str]]:
    """The notes of a year that follow from the public tables, and which schools of the city have no counts.

    A note that is left out for another one would say what that one says.
    """
    notes = [note for note in result.values["notes"] if note["note"] in ("closed", "not_counted")]
    schools = public["public_schools"]
    if schools["before_high"].sum():
        new = schools.filter(pl.col("before_high").fill_null(Decimal(0)) == 0)
        notes += [{"note": "new", "school_id": school} for school in new["school_id"]]
    empty = schools.filter(pl.col("pupils") == 0)
    notes += [{"note": "no_pupils", "school_id": school} for school in empty["school_id"]]
    unused = public["public_categories"].filter(pl.col("pupils") == 0)
    return notes + [{"note": "nobody_counted", "category": name} for name in unused["category"]]


def _previous(facts: CityPackage) -> PublicPrevious:
    """What each school publicly had the year before; an amount that was not published in a range is known."""
    columns = ("school_id", "amount", "pupils", "public_low", "public_high", "pupils_hidden")
    found = {}
    for school, amount, pupils, low, high, hidden in facts.tables["previous"].select(columns).iter_rows():
        number = None if pupils is None or hidden else Fraction(pupils)
        least, greatest = (Fraction(amount if end is None else end) for end in (low, high))
        found[school] = (Previous(least, number), Previous(greatest, number))
    return found


def _said(amount: Range, pupils: int | None, rules: FundingRules) -> tuple[Decimal | None, ...]:
    """Ends of an amount, and of what it is for each pupil, as they are shown."""
    low, high = (Fraction(end, units_a_dollar(rules.rounding)) for end in (amount.low, amount.high))
    if high > 2 * low:
        # So wide a range says nothing.
        return (None,) * 4
    numbers = None if not pupils else Fraction(pupils_of(pupils))
    if low == high:
        exact = in_dollars(amount.low, rules.rounding)
        one = None if numbers is None else Decimal(half_up(low / numbers))
        return exact, exact, one, one
    # Outwards, to a tenth of the width at most.
    step = 10 ** max(0, floor(log10(high - low)) - 1)
    low, high = Fraction(floor(low / step) * step), Fraction(ceil(high / step) * step)
    per_pupil = (None, None) if numbers is None else (floor(low / numbers), ceil(high / numbers))
    return tuple(None if end is None else Decimal(int(end)) for end in (low, high, *per_pupil))


def _known_most(hundredths: int) -> Decimal | None:
    return pupils_of(hundredths) if hundredths < MOST_PUPILS * HUNDREDTHS // 2 else None


def _pupils(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else pupils_of(hundredths)
