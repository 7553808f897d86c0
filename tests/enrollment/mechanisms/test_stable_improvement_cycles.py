"""Erdil and Ergin 2008."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from citycompact.enrollment import Market
from citycompact.enrollment.mechanisms import deferred_acceptance, stable_improvement_cycles
from reference import all_assignments, at_least_as_good, problems


@st.composite
def coarse(draw):
    """A market whose priorities have ties: (market, tie class of each edge)."""
    preferences, priorities, seats = draw(problems(applicants=4, programs=3))
    market = Market.from_lists(preferences, priorities, seats)
    width = draw(st.integers(1, 4))
    tie = (market.key // width).astype(np.uint32)
    return Market(**{**{f: getattr(market, f) for f in market.__dataclass_fields__}, "tie": tie})


def stable_under_true_priorities(market, edge):
    worst = {}
    taken = dict.fromkeys(range(market.buckets), 0)
    for e in edge:
        if e >= 0:
            bucket = int(market.bucket[e])
            taken[bucket] += 1
            worst[bucket] = max(worst.get(bucket, -1), int(market.tie[e]))
    for i, e in enumerate(edge):
        end = e if e >= 0 else int(market.first[i + 1])
        for better in range(int(market.first[i]), end):
            bucket = int(market.bucket[better])
            if taken[bucket] < market.capacity[bucket] or market.tie[better] < worst.get(bucket, -1):
                return False
    return True


@given(coarse())
def test_it_is_stable_under_the_true_priorities_and_no_worse_than_deferred_acceptance(market):
    edge = stable_improvement_cycles(market).edge.tolist()
    assert stable_under_true_priorities(market, edge)
    assert at_least_as_good(market, edge, deferred_acceptance(market).edge.tolist())


@given(coarse())
def test_no_stable_assignment_is_better_for_someone_and_worse_for_nobody(market):
    edge = stable_improvement_cycles(market).edge.tolist()
    for other in all_assignments(market):
        if other != edge and at_least_as_good(market, other, edge):
            assert not stable_under_true_priorities(market, other)


def test_erdil_and_ergin_2008_a_tie_broken_badly_is_mended():
    # Section I of the paper: s1 and s2 are indifferent among some; the lottery order is 1, 2, 3.
    preferences = {"i1": ["s2", "s1", "s3"], "i2": ["s3", "s2", "s1"], "i3": ["s2", "s3", "s1"]}
    # s1: i1 first, then i2 and i3; s2: i2 first, i1 and i3 tied behind; s3: i3 first, i1 and i2 tied.
    priorities = {"s1": ["i1", "i2", "i3"], "s2": ["i2", "i1", "i3"], "s3": ["i3", "i1", "i2"]}
    market = Market.from_lists(preferences, priorities, {"s1": 1, "s2": 1, "s3": 1})
    tie = np.minimum(market.key, 1).astype(np.uint32)
    market = Market(**{**{f: getattr(market, f) for f in market.__dataclass_fields__}, "tie": tie})
    names = list(preferences), ["s1", "s2", "s3"]
    assert deferred_acceptance(market).named(*names) == {"i1": "s1", "i2": "s2", "i3": "s3"}
    # i2 and i3 swap: both gain, and i1, tied with i3 at s2, has no better claim.
    assert stable_improvement_cycles(market).named(*names) == {"i1": "s1", "i2": "s3", "i3": "s2"}
