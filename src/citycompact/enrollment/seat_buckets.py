"""Seats as ordered buckets: what is reserved for whom, and what is open (Kominers and Sonmez 2016)."""

from __future__ import annotations

import math

import polars as pl

from citycompact.city import CityPackage
from citycompact.enrollment.roster import Roster
from citycompact.enrollment.rules import OPEN, EnrollmentRules, ReserveRule
from citycompact.enrollment.scope import in_scope
from citycompact.facts import FactsError, Problem

_SCHEMA = {
    "program": pl.Int32,
    "position": pl.Int64,
    "group": pl.String,
    "seats": pl.Int64,
    "hard": pl.Boolean,
}


def seat_buckets(city: CityPackage, rules: EnrollmentRules, roster: Roster) -> pl.DataFrame:
    """Expand programs to buckets.

    A program's rows in ``reserves`` decide; without rows, the rulebook's reserve rules do. Seats
    that are not reserved form one open bucket, filled last where the table gives the reserves,
    and between the ``first`` and the ``last`` rules where the rulebook does. Every program has
    at least one bucket.

    Returns
    -------
    One row a bucket, in the order of programs and positions: program (number), position
    (from 1), group, seats, hard.

    Raises
    ------
    FactsError
        Where rules reserve more than all seats of a program.
    """
    if over := over_reserved(city, rules):
        mend = "Lower one of the shares, or narrow where it holds."
        raise FactsError(Problem("rulebook", message, mend) for message in over.values())
    frame = city.table("reserves")
    tabled: dict[int, list[tuple[int, str, int, bool]]] = {}
    numbers = roster.program_numbers(frame["program_id"]).tolist()
    for number, row in zip(numbers, frame.iter_rows(named=True), strict=True):
        tabled.setdefault(number, []).append((row["position"], row["group"], row["seats"], row["hard"]))
    scopes = [(rule, in_scope(rule, roster.programs)) for rule in rules.reserves]
    rows: list[tuple[int, int, str, int, bool]] = []
    for program, seats in enumerate(roster.programs["seats"].to_list()):
        if program in tabled:
            listed = sorted(tabled[program])
            rows += [(program, *row) for row in listed]
            left = seats - sum(row[2] for row in listed)
            if left > 0:
                rows.append((program, listed[-1][0] + 1, OPEN, left, False))
            continue
        rules_here = [rule for rule, inside in scopes if inside[program]]
        for position, bucket in enumerate(_by_rule(rules_here, seats), start=1):
            rows.append((program, position, *bucket))
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def over_reserved(city: CityPackage, rules: EnrollmentRules) -> dict[int, str]:
    """Rules by whose share more than all seats of a program would be reserved, by number, and what is wrong.

    The last rule that has a share there is the one named; programs with rows in ``reserves`` have no rules.
    """
    tabled = set(city.table("reserves")["program_id"])
    programs = city.programs_with_schools().sort("program_id")
    shares: dict[str, list[int]] = {}
    for number, rule in enumerate(rules.reserves):
        if rule.share is not None:
            for program in programs.filter(pl.Series(in_scope(rule, programs)))["program_id"]:
                shares.setdefault(program, []).append(number)
    found: dict[int, list[str]] = {}
    for program, numbers in shares.items():
        if program not in tabled and round(sum(rules.reserves[n].share or 0 for n in numbers), 9) > 1:
            found.setdefault(numbers[-1], []).append(program)
    return {number: _over(names, shares[names[0]], rules) for number, names in found.items()}


def _over(programs: list[str], numbers: list[int], rules: EnrollmentRules) -> str:
    parts = [rules.reserves[number] for number in numbers]
    said = " + ".join(f"{part.share:g} for {part.group}" for part in parts)
    named = ", ".join(programs[:5]) + (f" and {len(programs) - 5} more" if len(programs) > 5 else "")
    return f"reserves more than all seats of {named}: {said}."


def _by_rule(rules: list[ReserveRule], seats: int) -> list[tuple[str, int, bool]]:
    left = seats
    first: list[tuple[str, int, bool]] = []
    last: list[tuple[str, int, bool]] = []
    for rule in rules:
        wanted = rule.seats if rule.seats is not None else _nearest(rule.share or 0.0, seats)
        size = min(wanted, left)
        if size > 0:
            (first if rule.position == "first" else last).append((rule.group, size, rule.hard))
            left -= size
    middle = [(OPEN, left, False)] if left > 0 or not (first or last) else []
    return first + middle + last


def _nearest(share: float, seats: int) -> int:
    # Rounded before the floor, so that 0.35 x 10 is 4 and not the 3.4999 of binary fractions.
    return math.floor(round(share * seats, 9) + 0.5)
