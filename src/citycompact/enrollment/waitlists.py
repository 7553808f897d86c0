"""Waitlists: who ranked a program above what they got, in its priority and tie-break order."""

from __future__ import annotations

import numpy as np
import polars as pl

from citycompact.enrollment.market import Int32
from citycompact.enrollment.preparation import Preparation
from citycompact.enrollment.siblings import SiblingRun


def waiting_pairs(preparation: Preparation, run: SiblingRun) -> Int32:
    """Numbers of the pairs that wait, sorted by program and place in its waitlist.

    Reserves play no part in the order: they decide which seat one gets, not who waits longest.
    """
    pairs = preparation.pairs
    received = run.assignment.rank
    # Rank -1 is nothing: everything listed was wanted more.
    limit = np.where(received < 0, np.iinfo(np.int32).max, received)[pairs.applicant]
    waits = np.flatnonzero((pairs.rank > 0) & (pairs.rank < limit) & preparation.eligible)
    priority = preparation.priority(run.sibling_offered)[waits]
    order = np.lexsort((preparation.place[waits], priority, pairs.program[waits]))
    return waits[order].astype(np.int32)


def waitlist_positions(preparation: Preparation, waiting: Int32) -> Int32:
    """Shape (w,): position of each waiting pair in its program's list, from 1."""
    program = preparation.pairs.program[waiting]
    new = np.ones(len(program), dtype=bool)
    new[1:] = program[1:] != program[:-1]
    starts = np.flatnonzero(new)
    begin = np.repeat(starts, np.diff([*starts.tolist(), len(program)]))
    return (np.arange(len(program)) - begin + 1).astype(np.int32)


def waitlist_table(preparation: Preparation, waiting: Int32) -> pl.DataFrame:
    """The table ``waitlists``: program_id, position, applicant_id."""
    pairs, roster = preparation.pairs, preparation.roster
    return pl.DataFrame(
        {
            "program_id": roster.programs["program_id"].gather(pairs.program[waiting]),
            "position": waitlist_positions(preparation, waiting),
            "applicant_id": roster.applicants["applicant_id"].gather(pairs.applicant[waiting]),
        }
    )
