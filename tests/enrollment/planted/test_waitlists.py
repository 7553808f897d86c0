"""Bugs in who waits, and in what order."""

import numpy as np
import pytest

from planted_deciders import demo, fault, is_caught_as_it_says, patched

FILE = "waitlists.py"
ZONES = {"groups": {"zone": {"kind": "zone"}}, "priorities": {"default": ["zone"]}}


def in_order_of(*keys):
    """Order the lists by something else: names of what, the last counts first."""

    def plant(right):
        def waiting(preparation, run):
            found = right(preparation, run)
            pairs = preparation.pairs
            what = {"rank": pairs.rank, "applicant": pairs.applicant, "place": preparation.place}
            return found[np.lexsort((*(what[key][found] for key in keys), pairs.program[found]))]

        return waiting

    return plant


def whoever_has_better(right):
    """Whoever received another choice waits for all the others."""

    def waiting(preparation, run):
        pairs = preparation.pairs
        received = run.assignment.rank[pairs.applicant]
        waits = np.flatnonzero((pairs.rank > 0) & (pairs.rank != received) & preparation.eligible)
        priority = preparation.priority(run.sibling_offered)[waits]
        order = np.lexsort((preparation.place[waits], priority, pairs.program[waits]))
        return waits[order].astype(np.int32)

    return waiting


def one_missing(right):
    return lambda preparation, run: right(preparation, run)[1:]


FAULTS = (
    fault(
        "whoever ranked the program higher waits before others",
        FILE,
        patched("matching.waiting_pairs", in_order_of("place", "rank")),
        demo(ZONES),
        "waitlists_in_order",
        verify=True,
    ),
    fault(
        "priorities are ignored on the waitlist",
        FILE,
        patched("matching.waiting_pairs", in_order_of("place")),
        demo(ZONES),
        "waitlists_in_order",
        verify=True,
    ),
    fault(
        "children wait for programs that they ranked below what they received",
        FILE,
        patched("matching.waiting_pairs", whoever_has_better),
        demo(ZONES),
        "waitlists_in_order",
        verify=True,
    ),
    fault(
        "a child is missing on a waitlist",
        FILE,
        patched("matching.waiting_pairs", one_missing),
        demo(ZONES),
        "waitlists_in_order",
        verify=True,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
