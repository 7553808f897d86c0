"""Whether everybody sits where they may, where they asked to go, and no worse than their right."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from citycompact.enrollment.recomputed.outcome import Outcome
from citycompact.enrollment.recomputed.result_tables import Published
from citycompact.enrollment.recomputed.violations import Violations
from citycompact.enrollment.recomputed.wishes import too_long


def infeasible(outcome: Outcome, found: Published) -> Violations:
    """Applicants who do not stand in the table once, seats given twice, and seats not open to their child."""
    violations = Violations().add(found.odd["assignments"])
    violations.add(_not_once(outcome, found["assignments"]))
    violations.add(_nowhere(outcome, found["assignments"]))
    violations.add(_over_full(outcome))
    placed = np.flatnonzero((outcome.pair >= 0) & (outcome.bucket >= 0))
    held = np.zeros(len(outcome.pair), dtype=bool)
    held[outcome.round.child[outcome.round.places.pair[outcome.held]]] = True
    return violations.add_each(placed[~held[placed]], lambda child: _shut_out(outcome, child))


def _not_once(outcome: Outcome, table: pl.DataFrame) -> Iterator[str]:
    ids = outcome.round.people.ids
    rows = table.group_by("applicant_id").len().sort("applicant_id")
    for name, times in rows.filter(pl.col("len") > 1).iter_rows():
        yield f"applicant {name} stands in the table {times} times"
    for name in rows["applicant_id"].filter(~rows["applicant_id"].is_in(ids.implode()).fill_null(False)):
        yield f"applicant {name} stands in the table, and did not apply"
    for name in ids.filter(~ids.is_in(table["applicant_id"].implode())):
        yield f"applicant {name} does not stand in the table"


def _nowhere(outcome: Outcome, table: pl.DataFrame) -> Iterator[str]:
    """Rows whose program or bucket there is not."""
    programs = outcome.round.programs["program_id"]
    unknown = table.filter(~pl.col("program_id").is_in(programs.implode()))
    for row in unknown.iter_rows(named=True):
        yield f"applicant {row['applicant_id']} is placed at {row['program_id']}, which is no program"
    for row in table.filter(pl.col("program_id").is_null() & pl.col("bucket").is_not_null()).iter_rows(
        named=True
    ):
        yield f"applicant {row['applicant_id']} has bucket {row['bucket']} of no program"
    for child in np.flatnonzero((outcome.program >= 0) & (outcome.bucket < 0)).tolist():
        name, at = outcome.round.child_name(child), outcome.round.program_name(int(outcome.program[child]))
        position = int(outcome.position[child])
        bucket = f"bucket {position}" if position >= 0 else "no bucket"
        yield f"applicant {name} at {at} sits in {bucket}, which the program does not have"


def _over_full(outcome: Outcome) -> Iterator[str]:
    round_ = outcome.round
    placed = np.bincount(outcome.program[outcome.program >= 0], minlength=round_.programs.height)
    seats = round_.programs["seats"].fill_null(0).to_numpy()
    for program in np.flatnonzero(placed > seats).tolist():
        yield f"program {round_.program_name(program)}: {placed[program]} placed, {seats[program]} seats"
    for bucket in np.flatnonzero(outcome.taken > round_.places.seats).tolist():
        name = round_.program_name(int(round_.places.program_of_bucket[bucket]))
        yield f"program {name}: {outcome.taken[bucket]} placed in {round_.bucket_name(bucket)}"


def _shut_out(outcome: Outcome, child: int) -> str:
    round_, pair = outcome.round, int(outcome.pair[child])
    program = round_.programs.row(int(outcome.program[child]), named=True)
    said = f"applicant {round_.child_name(child)} at {program['program_id']}"
    if round_.may[pair]:
        return f"{said}: {round_.bucket_name(int(outcome.bucket[child]))} is open to its group alone"
    if program["open_to"] is not None:
        said += f", which is open to {program['open_to']}"
    if program["min_score"] is not None:
        said += f", which admits from score {program['min_score']}; has {round_.score[pair]}"
    return f"{said}: is not admitted there"


def irrational(outcome: Outcome, found: Published) -> Violations:
    """Seats that nobody asked for or is owed, ranks that are not those of the lists, and lists too long."""
    round_ = outcome.round
    unasked = np.flatnonzero((outcome.program >= 0) & (outcome.pair < 0))
    violations = Violations().add_each(
        unasked,
        lambda child: (
            f"applicant {round_.child_name(child)} at {round_.program_name(int(outcome.program[child]))}"
            ", neither listed nor owed"
        ),
    )
    said = outcome.given.filter(pl.Series(outcome.pair[outcome.given["child"].to_numpy()] >= 0))
    pair = outcome.pair[said["child"].to_numpy()]
    ranked = said.with_columns(
        due=pl.when(pl.Series(round_.listed[pair], dtype=pl.Boolean)).then(
            pl.Series(round_.rank[pair], dtype=pl.Int64)
        )
    )
    for row in ranked.filter(pl.col("choice_rank").ne_missing(pl.col("due"))).iter_rows(named=True):
        where = f"applicant {round_.child_name(row['child'])} at {round_.program_name(row['program'])}"
        violations.add([f"{where}: choice {row['choice_rank']} by the table, {row['due']} by the list"])
    ranked_nowhere = found["assignments"].filter(
        pl.col("program_id").is_null() & pl.col("choice_rank").is_not_null()
    )
    for name, rank in ranked_nowhere.select("applicant_id", "choice_rank").iter_rows():
        violations.add([f"applicant {name} received choice {rank}, and no program"])
    maximum = round_.rules.choices.maximum
    for name, length in too_long(round_.city, maximum):
        violations.add([f"applicant {name} lists {length} programs, and {maximum} are allowed"])
    return violations


def broken_rights(outcome: Outcome) -> Violations:
    """Holders of a right who have neither that seat nor one they wanted more."""
    round_ = outcome.round
    owed = np.flatnonzero(round_.right)
    broken = owed[outcome.rank[round_.child[owed]] > round_.rank[owed]]

    def say(pair: int) -> str:
        received = outcome.says_received(int(round_.child[pair]))
        right = f"a right to {round_.where(pair)} (choice {round_.rank[pair]})"
        return f"applicant {round_.who(pair)} has {right}, and received {received}"

    return Violations().add_each(broken, say)
