"""Who got what: seats, ranks and names read off the edges that a mechanism granted."""

import numpy as np
from hypothesis import given

from citycompact.enrollment import Assignment, Market
from citycompact.enrollment.mechanisms import deferred_acceptance
from reference import problems


@given(problems())
def test_every_view_of_an_outcome_tells_the_same_story(problem):
    preferences, _, seats = problem
    found = deferred_acceptance(Market.from_lists(*problem))
    named = found.named(list(preferences), list(seats))
    for number, (person, wanted) in enumerate(preferences.items()):
        got = named[person]
        assert found.placed[number] == (got is not None)
        assert found.rank[number] == (-1 if got is None else wanted.index(got) + 1)
        assert found.program[number] == (-1 if got is None else list(seats).index(got))
    assert found.filled.tolist() == [list(named.values()).count(program) for program in seats]


def test_two_buckets_of_one_program_are_one_program():
    market = Market(
        first=np.array([0, 2, 4]),
        bucket=np.array([0, 1, 0, 1], dtype=np.int32),
        key=np.array([0, 0, 1, 1], dtype=np.uint32),
        capacity=np.array([1, 1]),
        program=np.array([0, 0], dtype=np.int32),
        rank=np.ones(4, dtype=np.int32),
        order=np.array([0, 1], dtype=np.int32),
    )
    found = Assignment(market, np.array([0, 3]))
    assert found.bucket.tolist() == [0, 1]
    assert found.named(["a", "b"], ["p"]) == {"a": "p", "b": "p"}
    assert found.rank.tolist() == [1, 1]


def test_where_nobody_lists_anything_nobody_has_a_seat():
    found = Assignment(Market.from_lists({"a": [], "b": []}, {"p": ["a", "b"]}, {"p": 3}), np.array([-1, -1]))
    assert found.named(["a", "b"], ["p"]) == {"a": None, "b": None}
    assert found.rank.tolist() == [-1, -1]
    assert found.filled.tolist() == [0]
