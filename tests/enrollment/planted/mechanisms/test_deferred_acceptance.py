"""Other mechanisms, and slips of the hand, in the place of student-proposing deferred acceptance."""

from dataclasses import replace

import numpy as np
import pytest

from citycompact.enrollment import Assignment
from citycompact.enrollment.mechanisms import (
    efficiency_adjusted_deferred_acceptance,
    immediate_acceptance,
    serial_dictatorship,
)
from hand_made import RECORDED, numbered
from planted_deciders import demo, fault, instead, is_caught_as_it_says, of
from small_cities import town

FILE = "mechanisms/deferred_acceptance.py"
NAME = "deferred_acceptance"
ZONES = {"groups": {"zone": {"kind": "zone"}}, "priorities": {"default": ["zone"]}}


def two_stable_outcomes():
    """Each child wants the seat where the other one comes first."""
    first = {"p": ("b", "a"), "q": ("a", "b")}
    return town(
        {"a": ["p", "q"], "b": ["q", "p"]},
        {"p": 1, "q": 1},
        lottery=numbered("a", "b"),
        priorities=[
            {"applicant_id": a, "program_id": p, "priority": n}
            for p, order in first.items()
            for n, a in enumerate(order, start=1)
        ],
    )


def programs_propose(market):
    """Deferred acceptance in which programs ask children: the stable outcome that children like least."""
    edge = np.full(market.applicants, -1, dtype=np.int64)
    owner = market.applicant
    asked = {
        b: iter(np.flatnonzero(market.bucket == b)[np.argsort(market.key[market.bucket == b])])
        for b in range(market.buckets)
    }
    while True:
        held = np.bincount(market.bucket[edge[edge >= 0]], minlength=market.buckets)
        free = [b for b in range(market.buckets) if held[b] < market.capacity[b] and asked[b] is not None]
        if not free:
            return Assignment(market, edge)
        offer = next(asked[free[0]], None)
        if offer is None:
            asked[free[0]] = None
        elif edge[owner[offer]] < 0 or offer < edge[owner[offer]]:
            edge[owner[offer]] = offer


def with_seats(change):
    return lambda right: (
        lambda market: replace(right(replace(market, capacity=change(market.capacity))), market=market)
    )


FAULTS = (
    fault(
        "programs propose, and not children",
        FILE,
        instead(NAME, lambda right: programs_propose),
        of(two_stable_outcomes, {}, RECORDED),
        "student_optimal",
        verify=True,
    ),
    fault(
        "what is given in a round is final (immediate acceptance)",
        FILE,
        instead(NAME, lambda right: immediate_acceptance),
        demo(ZONES),
        "no_justified_envy",
        verify=True,
    ),
    fault(
        "priorities are ignored (serial dictatorship)",
        FILE,
        instead(NAME, lambda right: serial_dictatorship),
        demo(ZONES),
        "no_justified_envy",
        verify=True,
    ),
    fault(
        "claims that stand in the way of a swap are passed over (efficiency-adjusted)",
        FILE,
        instead(NAME, lambda right: efficiency_adjusted_deferred_acceptance),
        demo(ZONES, applicants=700),
        "no_justified_envy",
        verify=True,
    ),
    fault(
        "each bucket takes one child more than it has seats",
        FILE,
        instead(NAME, with_seats(lambda capacity: capacity + 1)),
        demo(ZONES),
        "feasible",
        verify=True,
    ),
    fault(
        "each bucket keeps one seat empty",
        FILE,
        instead(NAME, with_seats(lambda capacity: np.maximum(capacity - 1, 0))),
        demo(ZONES),
        "non_wasteful",
        verify=True,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
