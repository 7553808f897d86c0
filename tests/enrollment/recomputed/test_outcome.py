"""Placements found again among the pairs and their places."""

import numpy as np

from citycompact.enrollment.recomputed.outcome import NEVER
from hand_made import numbered, outcome
from small_cities import town

FACTS = town(
    {"a": ["p", "q"], "b": ["q"], "c": []},
    {"p": 2, "q": 1},
    lottery=numbered("a", "b", "c"),
    reserves=[{"program_id": "p", "position": 1, "group": "iep", "seats": 1, "hard": False}],
    applicants=[{"applicant_id": a, "grade": "K", "iep": False} for a in "abc"],
)


def wanted(found):
    places = found.round.places
    return {
        (
            found.round.who(int(places.pair[n])),
            found.round.where(int(places.pair[n])),
            int(places.position[places.bucket[n]]),
        )
        for n in np.flatnonzero(found.wanted)
    }


def test_a_seat_is_found_and_what_lies_above_it_is_wanted():
    found = outcome(FACTS, {}, {"a": ("p", 2), "b": "q"})
    assert found.rank.tolist() == [1, 1, NEVER]
    assert found.taken.tolist() == [0, 1, 1]
    assert len(found.held) == 2
    # An earlier bucket of the same program lies above the later one.
    assert wanted(found) == {("a", "p", 1)}
    assert wanted(outcome(FACTS, {}, {"a": "q"})) == {("a", "p", 1), ("a", "p", 2), ("b", "q", 1)}


def test_what_nobody_asked_for_and_what_there_is_not_ranks_below_everything():
    found = outcome(FACTS, {}, {"a": ("p", 9), "b": "p", "c": "x"})
    assert found.bucket.tolist() == [-1, 0, -1]
    assert found.program.tolist() == [0, 0, -1]
    assert found.pair.tolist()[1:] == [-1, -1]
    assert ("b", "q", 1) in wanted(found)
    assert {("a", "p", 1), ("a", "p", 2)} <= wanted(found)
    assert found.says_received(2) == "no seat"
    assert found.says_received(0) == "p"
