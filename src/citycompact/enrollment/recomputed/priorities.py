"""Priorities: the first group of its program's list that a child belongs to."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from citycompact.city import CityPackage
from citycompact.enrollment.recomputed.groups import Groups
from citycompact.enrollment.recomputed.people import People
from citycompact.enrollment.rules import EVERYONE, OPEN, EnrollmentRules

Whole = NDArray[np.int64]

BY_RIGHT = 0
"""The priority of who has a right to a seat, before all groups."""


def lists_of(rules: EnrollmentRules, programs: pl.DataFrame) -> list[tuple[str, ...]]:
    """The list of groups of each program: its own, else its school's, its sector's, the default.

    None where a list of people orders it.
    """
    said = rules.priorities
    leave_out = {EVERYONE, OPEN}
    found = []
    for program, school, sector in programs.select("program_id", "school_id", "sector").iter_rows():
        if program in said.ordered_by_list:
            names: tuple[str, ...] = ()
        elif program in said.programs:
            names = said.programs[program]
        elif school in said.schools:
            names = said.schools[school]
        elif sector in said.sectors:
            names = said.sectors[sector]
        else:
            names = said.default
        found.append(tuple(name for name in names if name not in leave_out))
    return found


def priorities_of(
    city: CityPackage,
    people: People,
    programs: pl.DataFrame,
    pairs: pl.DataFrame,
    groups: Groups,
    rules: EnrollmentRules,
    lists: list[tuple[str, ...]],
) -> tuple[Whole, Whole]:
    """Priority of each pair, 1 is first: by what is known before the run, and with a sibling placed in it.

    The second is 0 where the program gives no priority for that, or where another one is fixed: by a right to
    the seat, or by a list of people that counts there.
    """
    program = pairs["program"].to_numpy()
    distinct = {names: number for number, names in enumerate(dict.fromkeys(lists))}
    of_program = np.array([distinct[names] for names in lists], dtype=np.int64)
    of_pair = of_program[program] if len(lists) else np.zeros(pairs.height, dtype=np.int64)
    own = np.zeros(pairs.height, dtype=np.int64)
    with_sibling = np.zeros(pairs.height, dtype=np.int64)
    of_siblings = {name for name, group in rules.groups.items() if group.kind == "sibling_offered"}
    for names, number in distinct.items():
        here = np.flatnonzero(of_pair == number)
        own[here] = len(names) + 1
        for place, name in reversed(list(enumerate(names, start=1))):
            if name in of_siblings:
                with_sibling[here] = place
            else:
                own[here[groups[name][here]]] = place
    listed = _by_list(city, rules, people, programs, pairs)
    # Whoever does not stand on the list of a program comes after all who do.
    ends = pl.Series([last_of_list(city, rules, name) for name in programs["program_id"]], dtype=pl.Int64)
    behind = ends.fill_null(-1).to_numpy()[program] + 1 if len(ends) else own
    own = np.where(behind > 0, behind, own)
    own = np.where(listed > 0, listed, own)
    right = pairs["right"].to_numpy()
    own[right] = BY_RIGHT
    with_sibling[(listed > 0) | right] = 0
    return own, with_sibling


def _by_list(
    city: CityPackage, rules: EnrollmentRules, people: People, programs: pl.DataFrame, pairs: pl.DataFrame
) -> Whole:
    """Priority of each pair in the table ``priorities``, 0 for none.

    It counts in a replay, and else at the programs of which the rules say that a list orders them.
    """
    rows = city.table("priorities")
    if not people.replayed:
        rows = rows.filter(pl.col("program_id").is_in(list(rules.priorities.ordered_by_list)))
    if rows.is_empty():
        return np.zeros(pairs.height, dtype=np.int64)
    numbered = (
        rows.join(people.table.select("applicant_id", "child"), on="applicant_id")
        .join(programs.select("program_id", "program"), on="program_id")
        .select("child", "program", pl.col("priority").cast(pl.Int64))
        .unique(["child", "program"], keep="first")
    )
    found = pairs.select("child", "program").join(
        numbered, on=["child", "program"], how="left", maintain_order="left"
    )
    return found["priority"].fill_null(0).to_numpy()


def last_of_list(city: CityPackage, rules: EnrollmentRules, program: str) -> int | None:
    """The last place on the list of people that orders a program, 0 for an empty one; None without a list."""
    if program not in rules.priorities.ordered_by_list:
        return None
    places = city.table("priorities").filter(pl.col("program_id") == program)["priority"].to_list()
    return max(places, default=0)


def names_of(
    city: CityPackage, rules: EnrollmentRules, programs: pl.DataFrame, lists: list[tuple[str, ...]]
) -> list[tuple[str, ...]]:
    """What the priorities of each program are called, from the first on."""
    found = []
    for program, names in zip(programs["program_id"], lists, strict=True):
        last = last_of_list(city, rules, program)
        places = () if last is None else tuple(f"recorded priority {place}" for place in range(1, last + 1))
        found.append(names if last is None else places)
    return found


def name_of(names: tuple[str, ...], priority: int) -> str:
    """A priority at a program with this list, as it is published."""
    if priority == BY_RIGHT:
        return "guaranteed"
    if priority > len(names) + 1:
        return f"recorded priority {priority}"
    return [*names, EVERYONE][priority - 1]
