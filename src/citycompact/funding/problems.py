"""What keeps a budget from being decided: facts and rules that do not fit each other, each by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import polars as pl

from citycompact.city import CityPackage
from citycompact.facts import FactsError, Problem
from citycompact.funding.envelope import OutOfReachError
from citycompact.funding.money import in_dollars, in_units
from citycompact.funding.rules import SECTION, FundingRules
from citycompact.funding.tables import TABLES
from citycompact.funding.totals import totals
from citycompact.rulebook import Rulebook
from citycompact.words import say_money, say_number

Row = dict[str, object]


def rulebook_problems(facts: CityPackage, rules: FundingRules, rulebook: Rulebook) -> list[Problem]:
    """Every problem of facts and rules together; one of the envelope with its line."""
    found = fact_problems(facts, rules)
    if not found and (said := envelope_fault(facts, rules)):
        found.append(rulebook.problem((SECTION, "envelope"), *said, str(rules.envelope)))
    return found


def refuse_problems(facts: CityPackage, rules: FundingRules) -> None:
    """FactsError with every problem that :func:`rulebook_problems` names."""
    found = fact_problems(facts, rules)
    if not found and (said := envelope_fault(facts, rules)):
        found.append(Problem(f"[{SECTION}]", *said, column="envelope", value=str(rules.envelope)))
    if found:
        raise FactsError(found)


def envelope_fault(facts: CityPackage, rules: FundingRules) -> tuple[str, str] | None:
    """What is wrong with the envelope, and how to mend it; the gap is in dollars."""
    if rules.envelope is None:
        return None
    units = in_units(rules.envelope, rules.rounding)
    if units.denominator != 1:
        gap = rules.envelope - in_dollars(int(units), rules.rounding)
        message = f"is no multiple of the {rules.rounding} to which amounts are rounded: {_money(gap)} above."
        return message, f"Write {in_dollars(int(units), rules.rounding)}, or round to cents."
    try:
        totals(facts, rules)
    except OutOfReachError as error:
        gap = in_dollars(error.gap, rules.rounding)
        if error.below:
            message = f"lies {_money(gap)} below the sum of all floors, so not every school can have its own."
            return message, "Raise the envelope, or let schools lose more."
        message = f"lies {_money(gap)} above the sum of all caps, so not all of it can be given."
        return message, "Lower the envelope, or let schools gain more."
    return None


def fact_problems(facts: CityPackage, rules: FundingRules) -> list[Problem]:
    """Rows that the rules cannot read, each with its file, row and column."""
    return [*_years(facts), *_counts(facts, rules), *_needs(facts, rules), *_others(facts, rules)]


def _rows(facts: CityPackage, name: str) -> pl.DataFrame:
    return facts.tables[name].with_row_index("row", offset=2)


def _each(
    bad: pl.DataFrame, table: str, column: str, message: str | Callable[[Row], str], mend: str
) -> Iterator[Problem]:
    for row in bad.iter_rows(named=True):
        said = message if isinstance(message, str) else message(row)
        number = row["row"]
        yield Problem(f"{table}.csv", said, mend, number, column, str(row[column]))


def _years(facts: CityPackage) -> Iterator[Problem]:
    years = {name: facts.tables[name]["year"].unique().to_list() for name in TABLES if name in facts.tables}
    every = sorted({year or "" for found in years.values() for year in found})
    if len(every) > 1:
        said = ", ".join(year or "no year" for year in every)
        for name, found in years.items():
            if found:
                message = f"and the other tables hold several years: {said}."
                yield Problem(f"{name}.csv", message, "Give the rows of one year.", column="year")


def _counts(facts: CityPackage, rules: FundingRules) -> Iterator[Problem]:
    rows = _rows(facts, "counts")
    known = [item.category for item in rules.weights]
    yield from _each(
        rows.filter(~pl.col("category").is_in(known)),
        "counts",
        "category",
        "is counted and has no weight.",
        f"Give it one in [[{SECTION}.weights]], or correct it; there are {', '.join(known) or 'none'}.",
    )
    cents = pl.col("pupils") * 100
    yield from _each(
        rows.filter(cents != cents.floor()),
        "counts",
        "pupils",
        "has more than two decimals.",
        "Round it to hundredths of a pupil.",
    )


def _needs(facts: CityPackage, rules: FundingRules) -> Iterator[Problem]:
    rows = _rows(facts, "counts")
    needs = [item.category for item in rules.weights if item.need]
    pupils = (
        rows.filter(pl.col("category").is_in(sorted(rules.pupil_categories)))
        .group_by("school_id")
        .agg(school=pl.col("pupils").sum())
    )
    over = (
        rows.filter(pl.col("category").is_in(needs))
        .join(pupils, on="school_id", how="left")
        .with_columns(pl.col("school").fill_null(Decimal(0)))
        .filter(pl.col("pupils") > pl.col("school"))
        .sort("row")
    )

    def said(row: Row) -> str:
        school = say_number(Decimal(str(row["school"])), "en", exact=True)
        return f"is a need of more pupils than {row['school_id']} has: {school}."

    yield from _each(over, "counts", "pupils", said, "Correct the count, or that of the grades.")


def _others(facts: CityPackage, rules: FundingRules) -> Iterator[Problem]:
    measured = {rule.measured for rule in (rules.hold_harmless, rules.caps) if rule is not None}
    if "per_pupil" in measured:
        rows = _rows(facts, "previous")
        bare = rows.filter((pl.col("amount") > 0) & (pl.col("pupils").fill_null(Decimal(0)) == 0))
        mend = "Write how many pupils the amount was for; floor or cap is measured for each."
        yield from _each(bare, "previous", "pupils", "is missing.", mend)
    yield from _public_ranges(facts)
    levies, moves = _rows(facts, "levies"), _rows(facts, "moves")
    if levies.height:
        if rules.levies is None:
            mend = f"Agree on [{SECTION}.levies], or take the table out."
            yield Problem("levies.csv", "is given, and no rule says how levies are passed on.", mend)
        else:
            unit = 1 if rules.rounding == "dollar" else 100
            uneven = levies.filter((pl.col("amount") * unit) != (pl.col("amount") * unit).floor())
            mend = f"Write it in whole {rules.rounding}s, to which amounts are rounded."
            yield from _each(uneven, "levies", "amount", f"is no multiple of the {rules.rounding}.", mend)
    if moves.height:
        yield from _moves(moves, rules)


def _public_ranges(facts: CityPackage) -> Iterator[Problem]:
    rows = _rows(facts, "previous")
    one = pl.col("public_low").is_null() != pl.col("public_high").is_null()
    mend = "Write both ends of the published range, or neither where the amount itself was published."
    yield from _each(rows.filter(one), "previous", "public_low", "has only one of its two ends.", mend)
    outside = rows.filter(~pl.col("amount").is_between("public_low", "public_high"))
    mend = "Correct the range, or the amount; the range is what was published of it."
    yield from _each(outside, "previous", "amount", "lies outside the range that was published.", mend)


def _moves(moves: pl.DataFrame, rules: FundingRules) -> Iterator[Problem]:
    if rules.mid_year is None:
        mend = f"Agree on [{SECTION}.mid_year], or take the table out."
        yield Problem("moves.csv", "is given, and no rule says what money moves with a child.", mend)
        return
    known = [item.category for item in rules.weights]
    unknown = moves.filter(~pl.col("category").is_in(known))
    mend = f"Correct it; there are {', '.join(known)}."
    yield from _each(unknown, "moves", "category", "has no weight.", mend)
    days = rules.mid_year
    outside = moves.filter(~pl.col("on").is_between(days.first, days.last))
    mend = f"Write a day from {days.first} to {days.last}."
    yield from _each(outside, "moves", "on", "lies outside the year of the rules.", mend)
    nowhere = moves.filter(pl.col("from_school_id").eq_missing(pl.col("to_school_id")))
    mend = "Name two schools; leave one empty for who comes from elsewhere, or goes there."
    yield from _each(nowhere, "moves", "to_school_id", "is where the child was already.", mend)


def _money(amount: Decimal) -> str:
    return say_money(amount, "en")
