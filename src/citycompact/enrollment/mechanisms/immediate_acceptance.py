"""Immediate acceptance, the Boston mechanism (Abdulkadiroglu and Sonmez 2003).

Round k looks only at the k-th choices of those who have no seat yet, and what it gives is final.
A guaranteed seat is held back until its holder is placed.
"""

from __future__ import annotations

import numpy as np

from citycompact.enrollment.assignment import Assignment
from citycompact.enrollment.market import Int64, Market
from citycompact.enrollment.mechanisms.deferred_acceptance import propose


def immediate_acceptance(market: Market) -> Assignment:
    """Fill first choices first, for good, then second choices, and so on.

    Within a round a program takes the round's applicants into its buckets in their order; that
    is deferred acceptance among the edges of the round alone.
    """
    edge = np.full(market.applicants, -1, dtype=np.int64)
    free = market.capacity.copy()
    proposals = 0
    highest = int(market.rank.max()) if len(market.rank) else 0
    owner = market.applicant
    for rank in range(1, highest + 1):
        in_round = (market.rank == rank) & (edge[owner] < 0)
        if not in_round.any():
            continue
        own_seat = market.program[market.bucket] == market.rights[owner]
        for holders in (True, False):
            edges = np.flatnonzero(in_round & (own_seat == holders))
            if len(edges) == 0:
                continue
            capacity = free if holders else _open_seats(market, free, edge)
            granted, made = _round(market, edges, capacity)
            proposals += made
            edge[owner[granted]] = granted
            free -= np.bincount(market.bucket[granted], minlength=market.buckets)
    return Assignment(market, edge, proposals)


def _round(market: Market, edges: Int64, capacity: Int64) -> tuple[Int64, int]:
    owners, counts = np.unique(market.applicant[edges], return_counts=True)
    first = np.zeros(len(owners) + 1, dtype=np.int64)
    np.cumsum(counts, out=first[1:])
    small = Market(
        first=first,
        bucket=market.bucket[edges],
        key=market.key[edges],
        capacity=capacity,
        program=market.program,
        rank=market.rank[edges],
        order=np.arange(len(owners), dtype=np.int32),
    )
    granted, proposals = propose(small, capacity)
    return edges[granted[granted >= 0]], proposals


def _open_seats(market: Market, free: Int64, edge: Int64) -> Int64:
    """Free seats less those held back, which are taken from a program's last buckets."""
    rights = market.rights[edge < 0]
    rights = rights[rights >= 0]
    if len(rights) == 0:
        return free
    held_back = np.bincount(rights, minlength=int(market.program.max()) + 1)
    capacity = free.copy()
    for bucket in np.flatnonzero(held_back[market.program] > 0)[::-1]:
        program = market.program[bucket]
        taken = min(held_back[program], capacity[bucket])
        capacity[bucket] -= taken
        held_back[program] -= taken
    return capacity
