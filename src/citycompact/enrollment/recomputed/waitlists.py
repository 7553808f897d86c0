"""Whether the waitlists hold everybody who waits, in the order of priority and tie-break."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from citycompact.enrollment.recomputed.outcome import Outcome
from citycompact.enrollment.recomputed.result_tables import Published
from citycompact.enrollment.recomputed.violations import Violations

Whole = NDArray[np.int64]


def out_of_order(outcome: Outcome, found: Published, priority: Whole) -> Violations:
    """Rows of the published waitlists that should not be there, are missing, or say another position.

    Everybody waits who ranked a program above what they received and may be admitted there; reserves play no
    part in the order. ``priority``, shape (p,): the priorities of the run.
    """
    violations = Violations().add(found.odd["waitlists"])
    table = found["waitlists"]
    violations.add(
        f"applicant {name} waits at {program} {times} times"
        for program, name, times in table.group_by("program_id", "applicant_id")
        .len()
        .filter(pl.col("len") > 1)
        .sort("program_id", "applicant_id")
        .iter_rows()
    )
    due = due_positions(outcome, priority)
    named = due.with_columns(
        applicant_id=outcome.round.people.ids.gather(due["child"]),
        program_id=outcome.round.programs["program_id"].gather(due["program"]),
    )
    compared = named.join(
        table.unique(["program_id", "applicant_id"], keep="first", maintain_order=True),
        on=["program_id", "applicant_id"],
        how="full",
        maintain_order="left_right",
    )
    wrong = compared.filter(pl.col("due").ne_missing(pl.col("position")))

    def say(row: int) -> str:
        one = wrong.row(row, named=True)
        if one["pair"] is None:
            who, where = one["applicant_id_right"], one["program_id_right"]
            return f"applicant {who} stands at {one['position']} of {where}, and does not wait there"
        said = "is not on its list" if one["program_id_right"] is None else f"stands at {one['position']}"
        return f"{outcome.round.says(one['pair'], priority)} {said}, and should at {one['due']}"

    return violations.add_each(np.arange(wrong.height), say)


def due_positions(outcome: Outcome, priority: Whole) -> pl.DataFrame:
    """Who waits where: the columns pair, child, program and ``due``, the position in the program's list."""
    round_ = outcome.round
    if not round_.rules.waitlist.kept:
        waits = np.zeros(0, dtype=np.int64)
    else:
        waits = np.flatnonzero(round_.may & (round_.rank < outcome.rank[round_.child]))
    lines = pl.DataFrame(
        {
            "pair": waits,
            "child": round_.child[waits],
            "program": round_.program[waits],
            "priority": priority[waits],
            "level": round_.level[waits],
            "place": round_.numbers.place[waits],
        }
    ).sort("program", "priority", "level", "place")
    return lines.select("pair", "child", "program", due=pl.int_range(1, pl.len() + 1).over("program"))
