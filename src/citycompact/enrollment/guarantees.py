"""Guarantees: whose right to a seat is kept, and where."""

from __future__ import annotations

import numpy as np
import polars as pl

from citycompact.city import CityPackage
from citycompact.enrollment.groups import Groups
from citycompact.enrollment.market import Bool, Int32
from citycompact.enrollment.roster import Pairs, Roster
from citycompact.enrollment.rules import EnrollmentRules, Guarantee
from citycompact.enrollment.scope import in_scope
from citycompact.enrollment.seating import most_seated
from citycompact.facts import FactsError, Problem


def guaranteed_programs(city: CityPackage, rules: EnrollmentRules, roster: Roster) -> Int32:
    """Program in which each applicant has a right to a seat, -1 for none.

    The first guarantee of the rulebook that gives an applicant a seat is the one that counts.
    Where a school has several programs in the applicant's grade, the right is to the one with
    the most seats, then the lowest id.
    """
    right = np.full(roster.applicants.height, -1, dtype=np.int32)
    for guarantee in rules.guarantees:
        found = _rights(guarantee, city, rules, roster)
        right = np.where(right < 0, found, right).astype(np.int32)
    return right


def refuse_broken_promises(
    right: Int32, buckets: pl.DataFrame, roster: Roster, members: dict[str, Bool]
) -> None:
    """Refuse a market in which a program owes seats that it cannot give to all of them at once.

    A promise that cannot be kept must be seen before the lottery; where all can be kept, they are under every
    lottery.

    Parameters
    ----------
    right
        Program owed to each applicant, -1 for none.
    buckets
        As :func:`citycompact.enrollment.seat_buckets.seat_buckets` gives them.
    members
        For every group of a hard bucket: which holders of a right belong to it at their program.

    Raises
    ------
    FactsError
        Naming every such program, and children whose rights cannot all be kept there.
    """
    owed = np.bincount(right[right >= 0], minlength=roster.programs.height)
    seats = np.bincount(buckets["program"], buckets["seats"], minlength=roster.programs.height)
    hard = set(buckets.filter("hard")["program"])
    problems = []
    for program in np.flatnonzero(owed).tolist():
        if owed[program] <= seats[program] and program not in hard:
            continue
        holders = np.flatnonzero(right == program).tolist()
        here = buckets.filter(pl.col("program") == program).with_row_index("bucket")
        doors = {one: _doors(one, here, members) for one in holders}
        free = dict(here.select("bucket", "seats").iter_rows())
        most, short = most_seated(doors.values(), free)
        if most < len(holders):
            stuck = [one for one in holders if set(doors[one]) <= short]
            problems.append(_broken(program, stuck, sum(free[bucket] for bucket in short), roster))
    if problems:
        raise FactsError(problems)


def _doors(holder: int, buckets: pl.DataFrame, members: dict[str, Bool]) -> tuple[int, ...]:
    """Buckets of a program that are open to a holder of a right."""
    rows = buckets.select("bucket", "group", "hard").iter_rows()
    return tuple(bucket for bucket, group, hard in rows if not hard or members[group][holder])


def _broken(program: int, holders: list[int], seats: int, roster: Roster) -> Problem:
    names = [str(roster.applicants["applicant_id"][one]) for one in holders]
    shown = ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
    return Problem(
        "programs.csv",
        f"program {roster.programs['program_id'][program]} owes {len(names)} guaranteed seats and has "
        f"{seats} for them: the rights of {shown} cannot all be kept.",
        "Raise its seats, open hard ones, or narrow the guarantee in the rulebook.",
        column="seats",
        value=str(roster.programs["seats"][program]),
    )


def _rights(guarantee: Guarantee, city: CityPackage, rules: EnrollmentRules, roster: Roster) -> Int32:
    programs = (
        roster.programs.with_row_index("program")
        .filter(in_scope(guarantee, roster.programs))
        .join(roster.schools.select("school_id", "zone"), on="school_id", how="left", maintain_order="left")
    )
    if guarantee.kind == "group":
        return _by_group(guarantee.group or "", programs, city, rules, roster)
    column = "school_id" if guarantee.kind == "current_school" else "zone"
    own = "current_school_id" if guarantee.kind == "current_school" else "zone"
    best = (
        programs.filter(pl.col(column).is_not_null())
        .sort(["seats", "program_id"], descending=[True, False])
        .unique([column, "grade"], keep="first", maintain_order=True)
        .select(column, "grade", pl.col("program").cast(pl.Int32))
    )
    owed = roster.applicants.select("grade", pl.col(own).alias(column)).join(
        best, on=[column, "grade"], how="left", maintain_order="left"
    )
    right: Int32 = owed["program"].fill_null(-1).to_numpy().copy()
    return right


def _by_group(
    group: str, programs: pl.DataFrame, city: CityPackage, rules: EnrollmentRules, roster: Roster
) -> Int32:
    right = np.full(roster.applicants.height, -1, dtype=np.int32)
    grades = roster.applicants["grade"]
    ordered = programs.sort(["school_id", "seats", "program_id"], descending=[False, True, False])
    for program, grade in ordered.select("program", "grade").iter_rows():
        candidates = np.flatnonzero((grades == grade).to_numpy() & (right < 0)).astype(np.int32)
        pairs = Pairs(
            candidates,
            np.full(len(candidates), program, dtype=np.int32),
            np.zeros(len(candidates), dtype=np.int32),
            np.zeros(len(candidates), dtype=bool),
        )
        right[candidates[Groups(city, rules, roster, pairs)[group]]] = program
    return right
