"""Top trading cycles with counters (Abdulkadiroglu and Sonmez 2003, after Shapley and Scarf 1974).

Every applicant points to the best bucket with a free seat, every such bucket to the applicant
first in its order, listed or not. Everyone on a cycle gets the seat they point to and leaves.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from citycompact.enrollment.assignment import Assignment
from citycompact.enrollment.market import Int32, Int64, Market
from citycompact.enrollment.seating import Rights


def top_trading_cycles(market: Market) -> Assignment:
    """Return the assignment of top trading cycles: Pareto-efficient, and honest lists are safe.

    The order in which cycles are cleared does not matter; this implementation follows one path
    of pointers and clears each cycle as it closes.
    """
    applicant, begin = bucket_orders(market)
    rights = Rights(market)
    if rights.programs:
        return _TradingKeepingRights(market, rights, applicant, begin).trade()
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


class _TradingKeepingRights:
    """The same where a seat can be hard for a holder: holders own the seats in which all of them can sit.

    Cycles are cleared one by one, always the one to which the first applicant who is still there leads, since
    what holders own changes with whoever leaves.
    """

    def __init__(self, market: Market, rights: Rights, ordered: Int32, begin: Int64) -> None:
        self.market, self.rights = market, rights
        self.ordered, self.end = ordered.tolist(), begin[1:].tolist()
        self.pointer: list[int] = begin[:-1].tolist()
        self.free: list[int] = market.capacity.tolist()
        self.position: list[int] = market.first[:-1].tolist()
        self.left = [False] * market.applicants
        self.edge = np.full(market.applicants, -1, dtype=np.int64)
        self.owns: dict[int, dict[int, int]] = {program: {} for program in rights.programs}
        for program in rights.programs:
            self._own_anew(program)

    def trade(self) -> Assignment:
        first, path, pointings = 0, list[int](), 0
        while True:
            while not path and first < self.market.applicants and self.left[first]:
                first += 1
            if first == self.market.applicants:
                return Assignment(self.market, self.edge, pointings)
            path = path or [first]
            pointings += 1
            wanted = self._best(path[-1])
            if wanted is None:
                self._leave([path.pop()], [])
                continue
            following = self._first_of(int(self.market.bucket[wanted]))
            if following in path:
                cycle = path[path.index(following) :]
                found = [self._best(one) for one in cycle]
                changed = self._leave(cycle, [e for e in found if e is not None])
                path = [] if changed else path[: -len(cycle)]
            else:
                path.append(following)

    def _best(self, one: int) -> int | None:
        """The edge an applicant points along, None when nothing is left."""
        market, right = self.market, int(self.market.rights[one])
        while self.position[one] < market.first[one + 1]:
            e = self.position[one]
            bucket = int(market.bucket[e])
            if right in self.owns and market.program[bucket] == right:
                return self.rights.programs[right].edge[one, self.owns[right][one]]
            if self.free[bucket]:
                return e
            self.position[one] += 1
        return None

    def _first_of(self, bucket: int) -> int:
        """Whom a bucket with a free seat points to: the first holder who owns a seat of it, else the first
        there."""
        program = int(self.market.program[bucket])
        for one, owned in self.owns.get(program, {}).items():
            if owned == bucket:
                return one
        while self.left[self.ordered[self.pointer[bucket]]]:
            self.pointer[bucket] += 1
        return int(self.ordered[self.pointer[bucket]])

    def _leave(self, people: list[int], edges: list[int]) -> bool:
        """Give these people what they point to; whether what holders own has changed."""
        touched = {int(self.market.rights[one]) for one in people}
        for one in people:
            self.left[one] = True
        for one, e in zip(people, edges, strict=False):
            bucket = int(self.market.bucket[e])
            self.edge[one] = e
            self.free[bucket] -= 1
            touched.add(int(self.market.program[bucket]))
        changed = touched & self.owns.keys()
        for program in changed:
            self._own_anew(program)
        return bool(changed)

    def _own_anew(self, program: int) -> None:
        holders = self.rights.programs[program]
        there = [one for one in holders.doors if not self.left[one]]
        found = holders.seated(there, {bucket: self.free[bucket] for bucket in holders.buckets})
        self.owns[program] = {one: found[one] for one in there}
