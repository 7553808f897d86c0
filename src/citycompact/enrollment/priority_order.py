"""Priorities: the first group of the program's list that an applicant belongs to."""

from __future__ import annotations

import numpy as np
import polars as pl

from citycompact.city import CityPackage
from citycompact.enrollment.groups import Groups
from citycompact.enrollment.market import Int32
from citycompact.enrollment.recorded import places_on_lists
from citycompact.enrollment.roster import Pairs, Roster, lookup
from citycompact.enrollment.rules import EVERYONE, OPEN, EnrollmentRules

GUARANTEED = 0
"""The priority of a guaranteed seat, before all others."""
NEVER = np.iinfo(np.int32).max


def priority_lists(programs: pl.DataFrame, rules: EnrollmentRules) -> list[tuple[str, ...]]:
    """List of groups of each program: its own, else its school's, its sector's, the default.

    ``everyone`` is left out of every list; it always comes last. A program that a list of people orders has
    no groups.
    """
    priorities = rules.priorities
    lists: list[tuple[str, ...]] = []
    for program, school, sector in programs.select("program_id", "school_id", "sector").iter_rows():
        if program in priorities.ordered_by_list:
            lists.append(())
            continue
        groups = priorities.programs.get(program)
        if groups is None:
            groups = priorities.schools.get(school)
        if groups is None:
            groups = priorities.sectors.get(sector, priorities.default)
        lists.append(tuple(name for name in groups if name not in (EVERYONE, OPEN)))
    return lists


def priorities_of(
    city: CityPackage,
    rules: EnrollmentRules,
    roster: Roster,
    pairs: Pairs,
    groups: Groups,
    lists: list[tuple[str, ...]],
) -> tuple[Int32, Int32]:
    """Priority of each pair; 1 is first, a guarantee is 0.

    Where the table ``priorities`` has a row for a pair, that priority counts, whatever the groups say. Where
    a list of people orders a program, whoever does not stand on it comes after all who do.

    Returns
    -------
    base
        Shape (p,): priority with no sibling placed in this run.
    offered
        Shape (p,): priority if a sibling is placed at the school in this run; ``NEVER`` where
        the program gives none for that. The lower of the two counts.
    """
    base = np.empty(len(pairs), dtype=np.int32)
    offered = np.full(len(pairs), NEVER, dtype=np.int32)
    kinds = {groups_of: number for number, groups_of in enumerate(dict.fromkeys(lists))}
    kind_of_pair = np.array([kinds[item] for item in lists], dtype=np.int32)[pairs.program]
    for names, kind in kinds.items():
        here = np.flatnonzero(kind_of_pair == kind)
        priority = np.full(len(here), len(names) + 1, dtype=np.int32)
        for place in range(len(names), 0, -1):
            name = names[place - 1]
            if name in rules.offered_groups:
                offered[here] = place
            else:
                priority[groups[name][here]] = place
        base[here] = priority
    recorded = city.table("priorities")
    if not recorded.is_empty():
        programs = roster.programs.height
        codes = roster.applicant_numbers(recorded["applicant_id"]).astype(np.int64) * programs
        codes += roster.program_numbers(recorded["program_id"])
        given = lookup(pairs.codes(programs), codes, recorded["priority"].to_numpy().astype(float), -1.0)
        last = places_on_lists(city, rules)
        after = np.array([last.get(name, -1) + 1 for name in roster.programs["program_id"]], dtype=np.int32)
        base = np.where(after[pairs.program] > 0, after[pairs.program], base)
        base = np.where(given > 0, given, base).astype(np.int32)
        offered[given > 0] = NEVER
    base[pairs.guaranteed] = GUARANTEED
    offered[pairs.guaranteed] = NEVER
    return base, offered
