"""Immediate acceptance, the Boston mechanism (Abdulkadiroglu and Sonmez 2003).

Round k looks only at the k-th choices of those who have no seat yet, and what it gives is final.
A guaranteed seat is held back until its holder is placed.
"""

from __future__ import annotations

import numpy as np

from citycompact.enrollment.assignment import Assignment
from citycompact.enrollment.market import Bool, Int64, Market
from citycompact.enrollment.mechanisms.deferred_acceptance import propose
from citycompact.enrollment.seating import Rights


def immediate_acceptance(market: Market) -> Assignment:
    """Fill first choices first, for good, then second choices, and so on.

    Within a round a program takes the round's applicants into its buckets in their order; that
    is deferred acceptance among the edges of the round alone.
    """
    edge = np.full(market.applicants, -1, dtype=np.int64)
    free = market.capacity.copy()
    rights = Rights(market)
    proposals = 0
    highest = int(market.rank.max()) if len(market.rank) else 0
    owner = market.applicant
    own_seat = market.program[market.bucket] == market.rights[owner]
    for rank in range(1, highest + 1):
        in_round = (market.rank == rank) & (edge[owner] < 0)
        if not in_round.any():
            continue
        proposals += _seat_holders(rights, in_round, free, edge)
        in_round &= ~rights.own
        for holders in (True, False):
            edges = np.flatnonzero(in_round & (own_seat == holders))
            if len(edges) == 0:
                continue
            capacity = free if holders else _open_seats(market, rights, free, edge)
            granted, made = _round(market, edges, capacity)
            proposals += made
            edge[owner[granted]] = granted
            free -= np.bincount(market.bucket[granted], minlength=market.buckets)
    return Assignment(market, edge, proposals)


def _seat_holders(rights: Rights, in_round: Bool, free: Int64, edge: Int64) -> int:
    """Seat the round's holders of rights at special programs; changes ``free`` and ``edge``, counts them.

    Each takes the first bucket after which all who have no seat yet can still have theirs.
    """
    seated = 0
    for holders in rights.programs.values():
        waiting = [one for one in holders.doors if edge[one] < 0]
        seats = {bucket: int(free[bucket]) for bucket in holders.buckets}
        for one in [one for one in waiting if in_round[holders.edge[one, holders.doors[one][0]]]]:
            waiting.remove(one)
            bucket = holders.first_bucket(one, waiting, seats)
            seats[bucket] -= 1
            free[bucket] -= 1
            edge[one] = holders.edge[one, bucket]
            seated += 1
    return seated


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


def _open_seats(market: Market, rights: Rights, free: Int64, edge: Int64) -> Int64:
    """Free seats less those held back, which are taken from a program's last buckets."""
    waiting = market.rights[edge < 0]
    waiting = waiting[waiting >= 0]
    if len(waiting) == 0:
        return free
    held_back = np.bincount(waiting, minlength=int(market.program.max()) + 1)
    capacity = free.copy()
    for program, holders in rights.programs.items():
        seats = {bucket: int(free[bucket]) for bucket in holders.buckets}
        unseated = [one for one in holders.doors if edge[one] < 0]
        for bucket, taken in holders.taken(unseated, seats, latest=True).items():
            capacity[bucket] -= taken
        held_back[program] = 0
    for bucket in np.flatnonzero(held_back[market.program] > 0)[::-1]:
        program = market.program[bucket]
        taken = min(held_back[program], capacity[bucket])
        capacity[bucket] -= taken
        held_back[program] -= taken
    return capacity
