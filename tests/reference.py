"""Slow, plain references that share nothing with the package's kernels."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
from hypothesis import strategies as st

from citycompact.enrollment import Assignment, Market

Mechanism = Callable[[Market], Assignment]
Lists = dict[str, list[str]]


def textbook_deferred_acceptance(market: Market) -> list[int]:
    """Gale and Shapley (1962) in rounds: all who are free propose at once; returns the edge of each."""
    n = market.applicants
    position = [int(market.first[i]) for i in range(n)]
    held: list[list[int]] = [[] for _ in range(market.buckets)]
    owner = market.applicant
    while True:
        engaged = {int(owner[e]) for edges in held for e in edges}
        free = [i for i in range(n) if i not in engaged and position[i] < market.first[i + 1]]
        if not free:
            break
        for i in free:
            held[market.bucket[position[i]]].append(position[i])
            position[i] += 1
        for bucket, edges in enumerate(held):
            edges.sort(key=lambda e: int(market.key[e]))
            del edges[int(market.capacity[bucket]) :]
    result = [-1] * n
    for edges in held:
        for e in edges:
            result[int(owner[e])] = e
    return result


def is_stable(market: Market, edge: list[int]) -> bool:
    """Nobody wants a bucket with a free seat, or one held by somebody with a worse key."""
    worst = [-1] * market.buckets
    taken = [0] * market.buckets
    for e in edge:
        if e >= 0:
            bucket = int(market.bucket[e])
            taken[bucket] += 1
            worst[bucket] = max(worst[bucket], int(market.key[e]))
    for i, e in enumerate(edge):
        end = e if e >= 0 else int(market.first[i + 1])
        for better in range(int(market.first[i]), end):
            bucket = int(market.bucket[better])
            if taken[bucket] < market.capacity[bucket] or market.key[better] < worst[bucket]:
                return False
    return all(t <= c for t, c in zip(taken, market.capacity.tolist(), strict=True))


def all_assignments(market: Market) -> list[list[int]]:
    """Every feasible assignment of a very small market."""
    options = [[-1, *range(int(market.first[i]), int(market.first[i + 1]))] for i in range(market.applicants)]
    found = []
    for edge in itertools.product(*options):
        taken = np.bincount(market.bucket[[e for e in edge if e >= 0]], minlength=market.buckets)
        if np.all(taken <= market.capacity):
            found.append(list(edge))
    return found


def at_least_as_good(market: Market, first: list[int], second: list[int]) -> bool:
    """Whether every applicant likes the first assignment at least as well as the second."""
    last = len(market.bucket)
    return all((a if a >= 0 else last) <= (b if b >= 0 else last) for a, b in zip(first, second, strict=True))


@st.composite
def problems(
    draw: st.DrawFn, applicants: int = 5, programs: int = 4, *, complete: bool = False
) -> tuple[Lists, Lists, dict[str, int]]:
    """Random preferences, priorities over everyone, and seats."""
    n = draw(st.integers(1, applicants))
    m = draw(st.integers(1, programs))
    people, schools = [f"i{k}" for k in range(n)], [f"s{k}" for k in range(m)]
    preferences = {}
    for person in people:
        order = draw(st.permutations(schools))
        preferences[person] = list(order if complete else order[: draw(st.integers(0, m))])
    priorities = {school: list(draw(st.permutations(people))) for school in schools}
    return preferences, priorities, {school: draw(st.integers(0, 2)) for school in schools}


def outcome(
    mechanism: Mechanism, preferences: Lists, priorities: Lists, seats: dict[str, int]
) -> dict[str, str | None]:
    """Run a mechanism and give the outcome by name."""
    market = Market.from_lists(preferences, priorities, seats)
    return mechanism(market).named(list(preferences), list(seats))


def manipulable(
    mechanism: Mechanism, preferences: Lists, priorities: Lists, seats: dict[str, int]
) -> str | None:
    """An applicant who does better by some misreport, after trying every one of them."""
    honest = outcome(mechanism, preferences, priorities, seats)

    def worth(person: str, school: str | None) -> int:
        wanted = preferences[person]
        return wanted.index(school) if school in wanted else len(wanted)

    for person in preferences:
        for length in range(len(seats) + 1):
            for lie in itertools.permutations(seats, length):
                told = outcome(mechanism, {**preferences, person: list(lie)}, priorities, seats)
                if worth(person, told[person]) < worth(person, honest[person]):
                    return f"{person} gains by {lie}"
    return None
