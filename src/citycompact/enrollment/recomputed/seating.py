"""How many children the buckets of one program can seat, and where right-holders sit among hard seats.

Children are told apart only by the buckets that are open to them (a *reach*, the set of their positions in
the program's list of buckets), so a matching of children to seats is a flow from reaches to buckets (Hall
1935; Ford and Fulkerson 1956).
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Hashable, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

Reach = frozenset[int]
Holder = TypeVar("Holder", bound=Hashable)


def most_seated(children: Mapping[Reach, int], seats: Sequence[int]) -> int:
    """Size of a maximum matching: ``children`` counts them by reach, ``seats`` are those of each bucket."""
    free = list(seats)
    reaches = [reach for reach, count in children.items() if count > 0]
    waiting = [children[reach] for reach in reaches]
    sitting = [[0] * len(free) for _ in reaches]
    for start in range(len(reaches)):
        while waiting[start] > 0 and (path := _way_to_a_seat(start, reaches, sitting, free)):
            # Along the way each moves on, and makes room for the one before.
            moved = min(
                waiting[start], free[path[-1][1]], *(sitting[who][gives] for who, _, gives in path[1:])
            )
            for who, takes, gives in path:
                sitting[who][takes] += moved
                if who != start:
                    sitting[who][gives] -= moved
            free[path[-1][1]] -= moved
            waiting[start] -= moved
    return sum(map(sum, sitting))


def _way_to_a_seat(
    start: int, reaches: list[Reach], sitting: list[list[int]], free: list[int]
) -> list[tuple[int, int, int]]:
    """The shortest chain of moves to a free seat: of each its reach, what it takes and what it gives up."""
    found_by: dict[int, int] = {}
    gives: dict[int, int] = {start: -1}
    turn = deque([start])
    while turn:
        who = turn.popleft()
        for bucket in sorted(reaches[who] - found_by.keys()):
            found_by[bucket] = who
            if free[bucket] > 0:
                return _back(bucket, found_by, gives)
            for other in range(len(reaches)):
                if other not in gives and sitting[other][bucket] > 0:
                    gives[other] = bucket
                    turn.append(other)
    return []


def _back(bucket: int, found_by: dict[int, int], gives: dict[int, int]) -> list[tuple[int, int, int]]:
    path: list[tuple[int, int, int]] = []
    while bucket >= 0:
        who = found_by[bucket]
        path.append((who, bucket, gives[who]))
        bucket = gives[who]
    return path[::-1]


def earliest_seats(children: Mapping[Reach, int], seats: Sequence[int]) -> list[int]:
    """How many seats of each bucket right-holders take: the earliest that a matching of all of them fills."""
    ranks = [
        most_seated(children, [*seats[:upto], *([0] * (len(seats) - upto))]) for upto in range(len(seats) + 1)
    ]
    return [after - before for before, after in pairwise(ranks)]


def seats_of_holders(holders: Sequence[tuple[Holder, Reach]], seats: Sequence[int]) -> dict[Holder, int]:
    """The bucket in which each right-holder of a program with hard seats sits.

    Bucket after bucket, each seat of :func:`earliest_seats` goes to the first holder left who may sit there
    and after whom all others can still be seated in the rest of these seats.

    Parameters
    ----------
    holders
        In the order of their place at the program.

    Returns
    -------
    Holder to number of the bucket; whoever cannot be seated is not in it.
    """
    left = Counter(reach for _, reach in holders)
    free = earliest_seats(left, seats)
    waiting = list(holders)
    found: dict[Holder, int] = {}
    for bucket in range(len(free)):
        while free[bucket] > 0:
            free[bucket] -= 1
            index = _first_who_may(waiting, bucket, left, free)
            if index is None:
                break
            holder, reach = waiting.pop(index)
            left[reach] -= 1
            found[holder] = bucket
    return found


def _first_who_may(
    waiting: list[tuple[Holder, Reach]], bucket: int, left: Counter[Reach], free: list[int]
) -> int | None:
    tried: set[Reach] = set()
    for index, (_, reach) in enumerate(waiting):
        if bucket not in reach or reach in tried:
            continue
        tried.add(reach)
        rest = left - Counter([reach])
        if most_seated(rest, free) == min(sum(rest.values()), sum(free)):
            return index
    return None
