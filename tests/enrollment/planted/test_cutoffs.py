"""Bugs in the published cutoffs, by which a family would recompute its own result."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from planted_deciders import demo, fault, is_caught_as_it_says, patched

FILE = "cutoffs.py"
ZONES = {"groups": {"zone": {"kind": "zone"}}, "priorities": {"default": ["zone"]}}


def of_run(change):
    """Take the cutoffs of a run that is changed."""

    def plant(right):
        return lambda preparation, run: right(preparation, replace(run, assignment=change(run.assignment)))

    return plant


def first_admitted(assignment):
    key = assignment.market.key
    turned = (int(key.max()) - key.astype(np.int64)).astype(key.dtype)
    return replace(assignment, market=replace(assignment.market, key=turned))


def second_last(right):
    def table(preparation, run):
        assignment = run.assignment
        market, edge = assignment.market, assignment.edge.copy()
        held = np.flatnonzero(edge >= 0)
        held = held[np.argsort(market.key[edge[held]], kind="stable")]
        last = {int(market.bucket[edge[child]]): child for child in held.tolist()}
        several = {bucket: child for bucket, child in last.items() if assignment.filled[bucket] > 1}
        edge[list(several.values())] = -1
        capacity = market.capacity.copy()
        capacity[list(several)] -= 1
        found = right(
            preparation,
            replace(
                run, assignment=replace(assignment, edge=edge, market=replace(market, capacity=capacity))
            ),
        )
        return found.with_columns(filled=pl.Series(assignment.filled))

    return table


def nearly_full(assignment):
    market = assignment.market
    return replace(assignment, market=replace(market, capacity=np.maximum(market.capacity - 1, 0)))


FAULTS = (
    fault(
        "a cutoff is that of the last but one whom the seats admitted",
        FILE,
        patched("matching.cutoff_table", second_last),
        demo(ZONES),
        "cutoffs_true",
        verify=True,
    ),
    fault(
        "a cutoff is that of the first whom the seats admitted",
        FILE,
        patched("matching.cutoff_table", of_run(first_admitted)),
        demo(ZONES),
        "cutoffs_true",
        verify=True,
    ),
    fault(
        "seats of which one is free count as full",
        FILE,
        patched("matching.cutoff_table", of_run(nearly_full)),
        demo(ZONES),
        "cutoffs_true",
        verify=None,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
