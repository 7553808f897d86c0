"""Rights to a seat where some seats are hard: which seats their holders take, so that all of them have one.

A program is *special* where a holder of a right is not open to one of its hard buckets. There the plain
order, bucket after bucket, could seat one holder where alone another can sit. So holders take the earliest
seats, by position, that a matching of all of them fills, matched anew as they come and go. Everywhere else
the plain order does just that. Whether all rights can be kept at once is decided before the draw (Hall 1935).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from citycompact.enrollment.market import Bool, Int64, Market

Doors = tuple[int, ...]
"""The buckets that are open to a holder, by position."""


def most_seated(
    holders: Iterable[Doors] | Mapping[Doors, int], free: Mapping[int, int]
) -> tuple[int, frozenset[int]]:
    """Most of these holders that can sit in these seats at once: a maximum matching, by augmenting paths.

    ``holders``: one by one, or how many have the same doors.

    Returns
    -------
    Their number; and where it is not all of them, buckets whose seats are too few for those who can sit in
    these alone (Hall's condition), else nothing.
    """
    inside: dict[int, Counter[Doors]] = {}

    def seated(doors: Doors, wanted: int, tried: set[int]) -> int:
        """Seat up to so many with these doors, moving others where they can sit elsewhere."""
        found = 0
        for bucket in doors:
            if bucket in tried:
                continue
            tried.add(bucket)
            here = inside.setdefault(bucket, Counter())
            moved = min(free.get(bucket, 0) - here.total(), wanted - found)
            here[doors] += moved
            found += moved
            for others in [kind for kind in here if kind != doors]:
                if found < wanted and here[others]:
                    moved = seated(others, min(here[others], wanted - found), tried)
                    here[others] -= moved
                    here[doors] += moved
                    found += moved
            if found == wanted:
                break
        return found

    total, short = 0, frozenset[int]()
    # Holders with the same doors are moved together: hundreds of them cost no more than a few.
    for doors, number in Counter(holders).items():
        left = number
        while left:
            tried: set[int] = set()
            moved = seated(doors, left, tried)
            if not moved:
                short = short or frozenset(tried)
                break
            left -= moved
        total += number - left
    return total, short


@dataclass(frozen=True, eq=False)
class Holders:
    """Everybody with a right to one special program.

    Parameters
    ----------
    buckets
        The program's buckets, by position.
    doors
        Holder to the buckets that are open to them; holders in the order in which the program takes them.
    edge
        Holder and bucket to the edge between them.
    """

    buckets: Doors
    doors: Mapping[int, Doors]
    edge: Mapping[tuple[int, int], int]

    def fit(self, holders: Collection[int], free: Mapping[int, int]) -> bool:
        """Whether all these holders can sit in these seats."""
        return most_seated((self.doors[one] for one in holders), free)[0] == len(holders)

    def first_bucket(self, holder: int, others: Collection[int], free: Mapping[int, int]) -> int:
        """The first bucket open to a holder in which a seat is free, and after whom all others can have
        theirs."""
        for bucket in self.doors[holder]:
            if free[bucket] and self.fit(others, {**free, bucket: free[bucket] - 1}):
                return bucket
        raise AssertionError("rights that can all be kept were broken")

    def taken(
        self, holders: Collection[int], free: Mapping[int, int], *, latest: bool = False
    ) -> dict[int, int]:
        """Seats of each bucket that a matching of these holders fills: the earliest by position, or the
        latest."""
        kinds = [self.doors[one] for one in holders]
        found: dict[int, int] = {}
        seats: dict[int, int] = {}
        before = 0
        for bucket in reversed(self.buckets) if latest else self.buckets:
            seats[bucket] = free[bucket]
            most, _ = most_seated(kinds, seats)
            found[bucket], before = most - before, most
        return found

    def seated(self, holders: Collection[int], free: Mapping[int, int]) -> dict[int, int]:
        """Bucket of each of these holders: the earliest seats, and in each the first in order who may sit
        there and after whom the rest can still have the rest."""
        left = {one: None for one in self.doors if one in holders}
        alike = Counter(self.doors[one] for one in left)
        seats = self.taken(left, free)
        found: dict[int, int] = {}
        for bucket in self.buckets:
            while seats[bucket]:
                seats[bucket] -= 1
                one = self._first_who_may(bucket, left, alike, seats)
                del left[one]
                alike[self.doors[one]] -= 1
                found[one] = bucket
        return found

    def _first_who_may(
        self, bucket: int, left: Iterable[int], alike: Counter[Doors], seats: Mapping[int, int]
    ) -> int:
        """The first who may sit there and after whom the rest can still have the rest of the seats."""
        tried = set[Doors]()
        for one in left:
            doors = self.doors[one]
            # All with the same doors leave the same behind.
            if bucket in doors and doors not in tried:
                tried.add(doors)
                rest = alike - Counter([doors])
                if most_seated(rest, seats)[0] == rest.total():
                    return one
        raise AssertionError("seats that a matching fills were not filled")


class Rights:
    """The special programs of a market; none of them in most cities."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.programs: Mapping[int, Holders] = _special(market)

    @cached_property
    def own(self) -> Bool:
        """Shape (e,): edges of holders to the special program that they have a right to."""
        chosen = np.zeros(len(self.market.bucket), dtype=bool)
        for holders in self.programs.values():
            chosen[list(holders.edge.values())] = True
        return chosen

    def settled(self, edge: Int64) -> Bool:
        """Shape (e,): edges that no longer count once everybody sits at ``edge``.

        A holder at the special program of their right wants no other seat of it, and one who sits elsewhere
        wants none.
        """
        gone = self.own.copy()
        gone[edge[edge >= 0]] = False
        return gone


def _special(market: Market) -> dict[int, Holders]:
    if market.right is None or not len(market.bucket):
        return {}
    right = market.rights
    own = np.flatnonzero(right[market.applicant] == market.program[market.bucket])
    seats = np.bincount(market.program[market.capacity > 0], minlength=int(market.program.max()) + 1)
    useful = own[market.capacity[market.bucket[own]] > 0]
    doors = np.bincount(market.applicant[useful], minlength=market.applicants)
    holders = np.unique(market.applicant[own])
    shut_out = holders[doors[holders] < seats[right[holders]]]
    found = {}
    for program in np.unique(right[shut_out]).tolist():
        open_to: dict[int, list[int]] = {}
        edge: dict[tuple[int, int], int] = {}
        for e in own[market.program[market.bucket[own]] == program].tolist():
            holder, bucket = int(market.applicant[e]), int(market.bucket[e])
            open_to.setdefault(holder, []).append(bucket)
            edge[holder, bucket] = e
        order = sorted(open_to, key=lambda one: market.place_by_right(one))
        buckets = tuple(np.flatnonzero(market.program == program).tolist())
        found[program] = Holders(buckets, {one: tuple(sorted(open_to[one])) for one in order}, edge)
    return found
