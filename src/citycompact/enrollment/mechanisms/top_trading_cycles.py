"""Top trading cycles with counters (Abdulkadiroglu and Sonmez 2003, after Shapley and Scarf 1974).

Every applicant points to the best bucket with a free seat, every such bucket to the applicant
first in its order, listed or not. Everyone on a cycle gets the seat they point to and leaves.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from citycompact.enrollment.assignment import Assignment
from citycompact.enrollment.market import Int32, Int64, Market


def top_trading_cycles(market: Market) -> Assignment:
    """Return the assignment of top trading cycles: Pareto-efficient, and honest lists are safe.

    The order in which cycles are cleared does not matter; this implementation follows one path
    of pointers and clears each cycle as it closes.
    """
    applicant, begin = bucket_orders(market)
    edge, proposals = _trade(market.first, market.bucket, market.capacity, applicant, begin)
    return Assignment(market, edge, int(proposals))


def bucket_orders(market: Market) -> tuple[Int32, Int64]:
    """Applicants of every bucket, best first, one after the other, and where each bucket begins."""
    applicant, bucket, key = market.applicant, market.bucket, market.key
    if (
        market.unlisted_applicant is not None
        and market.unlisted_bucket is not None
        and market.unlisted_key is not None
    ):
        applicant = np.concatenate([applicant, market.unlisted_applicant])
        bucket = np.concatenate([bucket, market.unlisted_bucket])
        key = np.concatenate([key, market.unlisted_key])
    order = np.lexsort((key, bucket))
    begin = np.zeros(market.buckets + 1, dtype=np.int64)
    np.cumsum(np.bincount(bucket, minlength=market.buckets), out=begin[1:])
    return applicant[order], begin


@njit(cache=True, nogil=True)
def _trade(first, bucket, capacity, ordered, begin):  # type: ignore[no-untyped-def]
    """Kernel: one path of pointers, cleared cycle by cycle."""
    n = first.shape[0] - 1
    edge = np.full(n, -1, np.int64)
    left = np.zeros(n, np.bool_)
    on_path = np.full(n, -1, np.int64)
    path = np.empty(n, np.int64)
    position = first[:-1].astype(np.int64)
    pointer = begin[:-1].copy()
    free = capacity.copy()
    pointings = 0
    for seed in range(n):
        length = 0
        if not left[seed]:
            path[0] = seed
            on_path[seed] = 0
            length = 1
        while length > 0:
            i = path[length - 1]
            while position[i] < first[i + 1] and free[bucket[position[i]]] == 0:
                position[i] += 1
            pointings += 1
            if position[i] == first[i + 1]:
                left[i] = True
                on_path[i] = -1
                length -= 1
                continue
            b = bucket[position[i]]
            while left[ordered[pointer[b]]]:
                pointer[b] += 1
            j = ordered[pointer[b]]
            if on_path[j] < 0:
                path[length] = j
                on_path[j] = length
                length += 1
                continue
            opening = on_path[j]
            for step in range(opening, length):
                k = path[step]
                edge[k] = position[k]
                free[bucket[position[k]]] -= 1
                left[k] = True
                on_path[k] = -1
            length = opening
    return edge, pointings
