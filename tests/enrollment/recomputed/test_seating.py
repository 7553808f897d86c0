"""Seats as a matching: how many can sit at once, and which right-holder sits where."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from citycompact.enrollment.recomputed.seating import earliest_seats, most_seated, seats_of_holders

reaches = st.lists(st.frozensets(st.integers(0, 3)), max_size=8)
seats = st.lists(st.integers(0, 3), min_size=4, max_size=4)


def by_scipy(children, seats):
    """A maximum matching of each child to each single seat."""
    single = [bucket for bucket, count in enumerate(seats) for _ in range(count)]
    if not children or not single:
        return 0
    may = csr_array(np.array([[bucket in reach for bucket in single] for reach in children], dtype=np.int8))
    return int((maximum_bipartite_matching(may, perm_type="column") >= 0).sum())


@given(reaches, seats)
def test_as_many_are_seated_as_a_matching_of_single_seats_can(children, seats):
    assert most_seated(Counter(children), seats) == by_scipy(children, seats)


@given(reaches, seats)
def test_holders_sit_in_the_earliest_seats_that_all_of_them_can_fill_each_where_they_may(children, seats):
    found = seats_of_holders(list(enumerate(children)), seats)
    assert len(found) == by_scipy(children, seats)
    assert all(bucket in children[holder] for holder, bucket in found.items())
    for upto in range(len(seats) + 1):
        earliest = by_scipy(children, seats[:upto])
        assert sum(bucket < upto for bucket in found.values()) == earliest
    assert [Counter(found.values())[bucket] for bucket in range(len(seats))] == earliest_seats(
        Counter(children), seats
    )


def test_a_holder_gives_way_to_one_who_may_sit_nowhere_else():
    # Bucket 0 is open, bucket 1 kept for a group: a member of it who comes first leaves the open seat.
    member, other = frozenset({0, 1}), frozenset({0})
    assert seats_of_holders([("a", member), ("b", other)], [1, 1]) == {"a": 1, "b": 0}
    assert seats_of_holders([("a", member)], [1, 1]) == {"a": 0}
    assert seats_of_holders([("a", member), ("b", member)], [1, 1]) == {"a": 0, "b": 1}


def test_hundreds_of_holders_take_no_time():
    some = [frozenset({0, 1, 2}), frozenset({1, 2}), frozenset({2})]
    holders = [(number, some[number % 3]) for number in range(600)]
    found = seats_of_holders(holders, [200, 200, 200])
    assert Counter(found.values()) == {0: 200, 1: 200, 2: 200}
