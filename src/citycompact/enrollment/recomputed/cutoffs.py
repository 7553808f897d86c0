"""Whether each bucket's cutoff is that of the last one whom it admitted."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from citycompact.enrollment.recomputed.outcome import Outcome
from citycompact.enrollment.recomputed.priorities import name_of
from citycompact.enrollment.recomputed.result_tables import COLUMNS, Published
from citycompact.enrollment.recomputed.violations import Violations

Whole = NDArray[np.int64]

_KEY = ("program_id", "bucket")
_SAID = "_said"


def untrue(outcome: Outcome, found: Published, priority: Whole) -> Violations:
    """Cells of the published cutoffs that do not follow from who sits where.

    ``priority``, shape (p,): the priorities of the run.
    """
    violations = Violations().add(found.odd["cutoffs"])
    table = found["cutoffs"]
    times = table.group_by(_KEY).len().filter(pl.col("len") > 1).sort(_KEY)
    violations.add(
        f"bucket {bucket} of {program} stands there {count} times"
        for program, bucket, count in times.iter_rows()
    )
    due = cutoffs_of(outcome, priority)
    columns = [name for name in COLUMNS["cutoffs"] if name not in _KEY]
    if not outcome.round.numbers.places_are_whole:
        columns.remove("lottery_place")
    both = due.join(
        table.unique(_KEY, keep="first", maintain_order=True).with_columns(given=pl.lit(True)),
        on=_KEY,
        how="full",
        suffix=_SAID,
        maintain_order="left_right",
    )
    other = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name + _SAID)) for name in columns)
    wrong = both.filter(other | pl.col("given").is_null() | pl.col("program_id").is_null())

    def say(row: int) -> str:
        one = wrong.row(row, named=True)
        if one["program_id"] is None:
            return f"there is no bucket {one['bucket_said']} of {one['program_id_said']}"
        if one["given"] is None:
            return f"bucket {one['bucket']} of {one['program_id']} is missing"
        cells = [
            f"{name} {one[name + _SAID]} (should be {one[name]})"
            for name in columns
            if one[name] != one[name + _SAID]
        ]
        last = f"; the last one admitted is applicant {one['last']}" if one["last"] else ""
        return f"bucket {one['bucket']} of {one['program_id']}: {', '.join(cells)}{last}"

    return violations.add_each(np.arange(wrong.height), say)


def cutoffs_of(outcome: Outcome, priority: Whole) -> pl.DataFrame:
    """The table ``cutoffs`` as it should be, and in the column ``last`` who was the last one admitted."""
    round_ = outcome.round
    places = round_.places
    line = round_.places_in_line(priority)
    held = outcome.held
    last = np.full(round_.buckets.height, -1, dtype=np.int64)
    in_line = held[np.argsort(line[held], kind="stable")]
    last[places.bucket[in_line]] = in_line
    full = (outcome.taken >= places.seats) & (places.seats > 0)
    shown = np.flatnonzero(full & (last >= 0))
    place = last[shown]
    pair = places.pair[place]
    program, child = round_.program[pair], round_.child[pair]
    rows = zip(program.tolist(), priority[pair].tolist(), strict=True)
    by_score = pl.Series(
        [round_.ties[number].kind != "lottery" for number in program.tolist()], dtype=pl.Boolean
    )
    score = round_.score.gather(pair)
    admitted = pl.DataFrame(
        {
            "bucket": shown,
            "member": places.member[place],
            "priority": priority[pair],
            "priority_group": pl.Series([name_of(round_.lists[at], of) for at, of in rows], dtype=pl.String),
            "score": pl.select(pl.when(by_score).then(score)).to_series(),
            "lottery_place": round_.numbers.place[pair],
            "lottery_number": round_.numbers.of_pair.gather(pair),
            "lottery_weight": round_.numbers.weight[child],
            "last": round_.people.ids.gather(child),
        }
    ).with_columns(pl.col("bucket").cast(round_.buckets.schema["bucket"]))
    filled = pl.Series(outcome.taken, dtype=pl.Int64)
    return (
        round_.buckets.with_columns(
            filled=filled,
            full=pl.Series(full),
            program_id=round_.programs["program_id"].gather(round_.buckets["program"]),
        )
        .join(admitted, on="bucket", how="left", maintain_order="left")
        .with_columns(bucket="position")
        .select(*COLUMNS["cutoffs"], "last")
    )
