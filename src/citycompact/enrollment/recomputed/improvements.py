"""Whether somebody could do better at nobody's cost: free seats, rings of swaps, better stable outcomes."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from citycompact.enrollment.recomputed.envy import Lines
from citycompact.enrollment.recomputed.groups import Mask
from citycompact.enrollment.recomputed.outcome import Outcome
from citycompact.enrollment.recomputed.seating import Reach, most_seated
from citycompact.enrollment.recomputed.violations import Violations

Whole = NDArray[np.int64]


def wasted(outcome: Outcome, considered: Mask) -> Violations:
    """Programs that could seat all they hold and one more child, who would rather be there.

    Whether they could is a matter of the whole program: where seats are hard, a child in an open seat may
    have to move to one that is kept for its group.
    """
    round_ = outcome.round
    wishes = _wishes(outcome, considered)
    seats = np.bincount(
        round_.places.program_of_bucket, weights=round_.places.seats, minlength=round_.programs.height
    )
    placed = np.bincount(outcome.program[outcome.program >= 0], minlength=round_.programs.height)
    room = placed < seats
    wishes = wishes[room[round_.program[wishes]]]
    hard = round_.buckets.filter("hard")["program"].unique().sort().to_list()
    with_hard = np.isin(round_.program[wishes], hard)
    found = [wishes[~with_hard]]
    for program in np.unique(round_.program[wishes[with_hard]]).tolist():
        here = wishes[with_hard & (round_.program[wishes] == program)]
        found.append(here[_could_be_seated(outcome, program, here)])
    return Violations().add_each(np.concatenate(found), lambda pair: _say_waste(outcome, pair, placed, seats))


def _could_be_seated(outcome: Outcome, program: int, waiting: Whole) -> Mask:
    """Shape (len(waiting),): who could be seated beside all whom a program with hard seats holds."""
    places = outcome.round.places
    first, end = places.first_bucket[program : program + 2].tolist()
    seats = places.seats[first:end].tolist()
    there = np.flatnonzero(outcome.program == program)
    pairs = outcome.pair[there]
    reach = places.reaches(program, [*pairs[pairs >= 0].tolist(), *waiting.tolist()])
    children: Counter[Reach] = Counter()
    for child, pair in zip(there.tolist(), pairs.tolist(), strict=True):
        # Whoever did not ask to be there has the bucket they sit in, and no other.
        sits = int(outcome.bucket[child]) - first
        children[reach.get(pair) or frozenset({sits} if sits >= 0 else ())] += 1
    now = most_seated(children, seats)
    better = {
        own: most_seated(children + Counter([own]), seats) > now
        for own in {reach[int(pair)] for pair in waiting}
    }
    return np.array([better[reach[int(pair)]] for pair in waiting], dtype=bool)


def _say_waste(outcome: Outcome, pair: int, placed: Whole, seats: Whole) -> str:
    round_ = outcome.round
    program = int(round_.program[pair])
    return (
        f"applicant {round_.who(pair)}, who received {outcome.says_received(int(round_.child[pair]))}, would "
        f"rather be at {round_.where(pair)} (choice {round_.rank[pair]}): it has {placed[program]} of "
        f"{int(seats[program])} seats taken, and could seat them"
    )


def rings_of_swaps(outcome: Outcome, considered: Mask) -> Violations:
    """Rings of programs: at each sits somebody who would rather be at the next."""
    round_ = outcome.round
    wishes = _wishes(outcome, considered)
    source = outcome.program[round_.child[wishes]]
    seated = source >= 0
    return _rings(
        outcome,
        round_.programs.height,
        wishes[seated],
        source[seated],
        round_.program[wishes[seated]],
        "could swap",
    )


def better_stable(lines: Lines) -> Violations:
    """Rings of buckets along which all could move up without taking anything from anybody with a claim to it.

    Let every bucket point to the bucket in which the first of those who wait for it sits. Where nobody has a
    claim to more, all could do at least as well in another such assignment just where these pointers close
    a ring: then the buckets that change hands form one, and along a ring all can move (the rotations of
    Gusfield and Irving 1989, read from the applicants' side).
    """
    outcome = lines.outcome
    places = outcome.round.places
    waiting = lines.waiting
    first = np.full(outcome.round.buckets.height, np.iinfo(np.int64).max)
    np.minimum.at(first, places.bucket[waiting], lines.line[waiting])
    heads = waiting[lines.line[waiting] == first[places.bucket[waiting]]]
    source = outcome.bucket[outcome.round.child[places.pair[heads]]]
    heads, source = heads[source >= 0], source[source >= 0]
    said = "could move up together"
    return _rings(
        outcome, outcome.round.buckets.height, places.pair[heads], source, places.bucket[heads], said
    )


def _wishes(outcome: Outcome, considered: Mask) -> Whole:
    """Pairs that their applicants would rather have than what they received."""
    round_ = outcome.round
    return np.flatnonzero(round_.may & considered & (round_.rank < outcome.rank[round_.child]))


def _rings(outcome: Outcome, nodes: int, pairs: Whole, source: Whole, target: Whole, said: str) -> Violations:
    """One violation for each knot of rings; ``pairs`` are the wishes that lead from source to target."""
    if nodes == 0 or len(pairs) == 0:
        return Violations()
    graph = coo_array((np.ones(len(source), dtype=np.int8), (source, target)), shape=(nodes, nodes))
    _, knot = connected_components(graph.tocsr(), directed=True, connection="strong")
    inside = np.flatnonzero((knot[source] == knot[target]) & (source != target))
    knots = np.unique(knot[source[inside]])

    def say(number: int) -> str:
        within = inside[knot[source[inside]] == number]
        step = {int(source[wish]): wish for wish in within}
        at, passed = int(source[within[0]]), []
        while at not in passed:
            passed.append(at)
            at = int(target[step[at]])
        ring = [_say_wish(outcome, int(pairs[step[node]])) for node in passed[passed.index(at) :]]
        return f"{len(ring)} {said}: {'; '.join(ring[:6])}{'; ...' if len(ring) > 6 else ''}"

    return Violations().add_each(knots, say)


def _say_wish(outcome: Outcome, pair: int) -> str:
    round_ = outcome.round
    return (
        f"applicant {round_.who(pair)} at {outcome.says_received(int(round_.child[pair]))} would rather be "
        f"at {round_.where(pair)} (choice {round_.rank[pair]}, lottery place {round_.numbers.place[pair]})"
    )
