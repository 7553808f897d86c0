"""Stable improvement cycles (Erdil and Ergin 2008).

Deferred acceptance breaks ties by lottery, and a lottery can cost applicants seats that no
priority asks for. Where a ring of applicants each wants the next one's seat, and each is among the
first in line (ties counted as ties) for the seat they would get, they swap. What is left at the end
is optimal for the applicants among all assignments that are stable under the true priorities.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from citycompact.enrollment.assignment import Assignment
from citycompact.enrollment.market import Market
from citycompact.enrollment.mechanisms.deferred_acceptance import deferred_acceptance
from citycompact.enrollment.seating import Rights


def stable_improvement_cycles(market: Market) -> Assignment:
    """Return deferred acceptance improved by swaps until no stable improvement cycle is left.

    Where several cycles exist, the one found first by a depth-first search from the lowest
    bucket is taken, which makes the result a pure function of the market.
    """
    start = deferred_acceptance(market)
    if market.tie is None or len(market.bucket) == 0:
        return start
    in_order = np.lexsort((market.key, market.bucket))
    in_order = in_order[~Rights(market).settled(start.edge)[in_order]]
    begin = np.zeros(market.buckets + 1, dtype=np.int64)
    np.cumsum(np.bincount(market.bucket[in_order], minlength=market.buckets), out=begin[1:])
    edge = start.edge.copy()
    swaps = _improve(market.bucket, market.tie, market.applicant, in_order, begin, edge)
    return Assignment(market, edge, start.proposals + int(swaps))


@njit(cache=True, nogil=True)
def _improve(bucket, tie, applicant, in_order, begin, edge):  # type: ignore[no-untyped-def]
    """Kernel: search, swap, search again; changes ``edge`` in place and counts the swaps."""
    m = begin.shape[0] - 1
    head = begin[:-1].copy()
    stack = np.empty(m, np.int64)
    via = np.empty(m, np.int64)
    step = np.empty(m, np.int64)
    on_stack = np.empty(m, np.int64)
    swaps = 0
    while True:
        for b in range(m):
            # Applicants only ever move up, so whoever has stopped wanting a bucket never wants it again.
            while head[b] < begin[b + 1] and not _wants(in_order[head[b]], applicant, edge):
                head[b] += 1
        found = _find_cycle(bucket, tie, applicant, in_order, begin, edge, head, stack, via, step, on_stack)
        if found[0] < 0:
            return swaps
        for depth in range(found[0], found[1]):
            e = via[depth]
            edge[applicant[e]] = e
            swaps += 1


@njit(cache=True, nogil=True)
def _wants(e, applicant, edge):  # type: ignore[no-untyped-def]
    """Whether the edge's applicant prefers its bucket to the present seat."""
    present = edge[applicant[e]]
    return present < 0 or e < present


@njit(cache=True, nogil=True)
def _find_cycle(  # type: ignore[no-untyped-def]
    bucket, tie, applicant, in_order, begin, edge, head, stack, via, step, on_stack
):
    """Depth-first search from bucket to the buckets whose holders stand first in its line.

    Returns the depths between which ``via`` holds the edges of a cycle, or (-1, -1).
    """
    m = begin.shape[0] - 1
    on_stack[:] = -1  # -1 unseen, -2 finished, else depth
    for root in range(m):
        if on_stack[root] != -1:
            continue
        stack[0] = root
        on_stack[root] = 0
        step[0] = head[root]
        depth = 1
        while depth > 0:
            b = stack[depth - 1]
            t = step[depth - 1]
            if t >= begin[b + 1] or tie[in_order[t]] != tie[in_order[head[b]]]:
                on_stack[b] = -2
                depth -= 1
                continue
            step[depth - 1] = t + 1
            e = in_order[t]
            present = edge[applicant[e]]
            if present < 0 or e >= present:
                continue
            source = bucket[present]
            if on_stack[source] == -2:
                continue
            via[depth - 1] = e
            if on_stack[source] >= 0:
                return on_stack[source], depth
            stack[depth] = source
            on_stack[source] = depth
            step[depth] = head[source]
            depth += 1
    return -1, -1
