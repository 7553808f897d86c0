"""Cutoffs: the last applicant whom each bucket admitted (Azevedo and Leshno 2016).

After a stable match an applicant's seat is the first bucket on their list that has room or whose
cutoff they reach, so the published cutoffs let every family recompute its own result.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from citycompact.enrollment.preparation import Preparation
from citycompact.enrollment.recorded import recorded_name
from citycompact.enrollment.siblings import SiblingRun


def cutoff_table(preparation: Preparation, run: SiblingRun) -> pl.DataFrame:
    """The table ``cutoffs``: one row a bucket.

    Columns: program_id, bucket (position), group, seats, filled, full, and for a full bucket the
    last one admitted: member (whether the seats are reserved for them), priority (0 is a
    guaranteed seat), priority_group, score (where the program looks at scores),
    lottery_place (1 is best), lottery_number and lottery_weight.
    """
    assignment, buckets = run.assignment, preparation.buckets
    market = assignment.market
    last = np.full(buckets.height, -1, dtype=np.int64)
    holders = assignment.edge[assignment.placed]
    order = np.lexsort((market.key[holders], market.bucket[holders]))
    last[market.bucket[holders][order]] = holders[order]
    full = (assignment.filled >= market.capacity) & (market.capacity > 0)
    shown = full & (last >= 0)
    pair, member = _pairs_of_edges(preparation, run, last[shown])
    priority = preparation.priority(run.sibling_offered)[pair]
    lists = preparation.priority_names
    program = preparation.pairs.program[pair]
    names = [
        priority_name(lists[number], value)
        for number, value in zip(program.tolist(), priority.tolist(), strict=True)
    ]
    scored = np.array([item.kind != "lottery" for item in preparation.breaks], dtype=bool)
    score = np.full(len(pair), np.nan)
    if scored.any():
        score = np.where(scored[program], preparation.groups.score[pair], np.nan)
    rows = np.flatnonzero(shown)

    def spread(values: Iterable[object], dtype: pl.DataType) -> pl.Series:
        column = pl.Series([None] * buckets.height, dtype=dtype)
        return column.scatter(rows, pl.Series(values, dtype=dtype)) if len(rows) else column

    weight = preparation.chance.weight[preparation.pairs.applicant[pair]]
    return pl.DataFrame(
        {
            "program_id": preparation.roster.programs["program_id"].gather(buckets["program"]),
            "bucket": buckets["position"],
            "group": buckets["group"],
            "seats": buckets["seats"],
            "filled": assignment.filled,
            "full": full,
            "member": spread(member, pl.Boolean()),
            "priority": spread(priority, pl.Int64()),
            "priority_group": spread(names, pl.String()),
            "score": spread(score, pl.Float64()).fill_nan(None),
            "lottery_place": spread(preparation.chance.of_pair[pair] + 1, pl.Int64()),
            "lottery_number": spread(
                [preparation.chance.number_of_pair(p) for p in pair.tolist()], pl.String()
            ),
            "lottery_weight": spread(weight, pl.Float64()),
        }
    )


def priority_name(groups: tuple[str, ...], priority: int) -> str:
    """Name of a priority at a program: ``guaranteed``, a group, ``everyone``, or its recorded number."""
    if priority == 0:
        return "guaranteed"
    if priority <= len(groups):
        return groups[priority - 1]
    return "everyone" if priority == len(groups) + 1 else recorded_name(priority)


def _pairs_of_edges(
    preparation: Preparation, run: SiblingRun, edges: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Pair of each edge of the final market, and whether the bucket is reserved for its applicant."""
    kept = run.active[preparation.edge_pair] & (preparation.pairs.rank[preparation.edge_pair] > 0)
    places = np.flatnonzero(kept)[edges]
    return preparation.edge_pair[places], preparation.edge_member[places]
