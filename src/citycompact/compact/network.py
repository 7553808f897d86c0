"""People who span the boundary: the ties between organizations, and what one person's leaving would cost.

A tie between two organizations is a person who belongs, or belonged, to both, or who sits in a joint
team with a member of the other. Organizations that only one person ties together are held by a thread.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True)
class Stay:
    """That a person has, or had, a role at an organization; ``current`` where it goes on."""

    person: str
    organization: str
    current: bool = True


@dataclass(frozen=True)
class Seat:
    """That a person sits in a joint team for an organization."""

    person: str
    team: str
    organization: str


@dataclass(frozen=True)
class Tie:
    """What binds two organizations: the people through whom, in the order of their ids."""

    first: str
    second: str
    people: tuple[str, ...]


@dataclass(frozen=True)
class Loss:
    """What would disappear with a person: ties that nobody else holds, and teams left without one side."""

    person: str
    ties: tuple[tuple[str, str], ...]
    teams: tuple[str, ...]


def ties(stays: Iterable[Stay], seats: Iterable[Seat]) -> tuple[Tie, ...]:
    """All ties, strongest first.

    A person with roles at two organizations ties them by themselves while one of the roles goes on.
    In a team, two members of different organizations tie those; each of the two counts as holding it.
    """
    held: dict[tuple[str, str], set[str]] = defaultdict(set)
    places: dict[str, set[str]] = defaultdict(set)
    active: set[str] = set()
    for stay in stays:
        places[stay.person].add(stay.organization)
        if stay.current:
            active.add(stay.person)
    for person in active:
        for pair in combinations(sorted(places[person]), 2):
            held[pair].add(person)
    teams: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for seat in seats:
        teams[seat.team][seat.organization].add(seat.person)
    for members in teams.values():
        for first, second in combinations(sorted(members), 2):
            held[first, second] |= members[first] | members[second]
    found = [Tie(a, b, tuple(sorted(people))) for (a, b), people in held.items()]
    return tuple(sorted(found, key=lambda t: (-len(t.people), t.first, t.second)))


def losses(stays: Iterable[Stay], seats: Iterable[Seat]) -> tuple[Loss, ...]:
    """What disappears if each one person leaves, the dearest first;
    people without whom nothing is lost are left out."""
    stays, seats = list(stays), list(seats)
    before = {(t.first, t.second) for t in ties(stays, seats)}
    whole = _joint(seats)
    found = []
    for person in sorted({s.person for s in stays} | {s.person for s in seats}):
        left = [s for s in seats if s.person != person]
        after = {(t.first, t.second) for t in ties([s for s in stays if s.person != person], left)}
        gone, broken = tuple(sorted(before - after)), tuple(sorted(whole - _joint(left)))
        if gone or broken:
            found.append(Loss(person, gone, broken))
    return tuple(sorted(found, key=lambda x: (-len(x.ties) - len(x.teams), x.person)))


def _joint(seats: Iterable[Seat]) -> set[str]:
    """Teams in which at least two organizations sit."""
    sides: dict[str, set[str]] = defaultdict(set)
    for seat in seats:
        sides[seat.team].add(seat.organization)
    return {team for team, organizations in sides.items() if len(organizations) > 1}


def places_on_circle(organizations: Iterable[str], radius: float) -> dict[str, tuple[float, float]]:
    """Where to draw each organization: evenly on a circle around 0, the first at the top."""
    names = list(organizations)
    step = 2 * math.pi / max(1, len(names))
    return {name: (radius * math.sin(k * step), -radius * math.cos(k * step)) for k, name in enumerate(names)}
