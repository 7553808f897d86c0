"""Where right-holders sit among hard seats, against a count by hand and the check's own code."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from citycompact.enrollment.recomputed import seating
from citycompact.enrollment.seating import Holders, most_seated

BUCKETS = (0, 1, 2)
reaches = st.sets(st.sampled_from(BUCKETS), min_size=1).map(lambda some: tuple(sorted(some)))
seats = st.lists(st.integers(0, 3), min_size=3, max_size=3)


def holders(doors):
    return Holders(BUCKETS, dict(enumerate(doors)), {})


def reach(doors):
    return frozenset(doors)


@given(st.lists(reaches, max_size=9), seats)
def test_as_many_can_sit_as_the_checks_own_flow_seats(doors, free):
    most, short = most_seated(doors, dict(enumerate(free)))
    assert most == seating.most_seated(Counter(map(reach, doors)), free)
    # Hall: those who can sit in the short buckets alone are more than there are seats.
    stuck = [one for one in doors if set(one) <= short]
    assert (len(stuck) > sum(free[bucket] for bucket in short)) == (most < len(doors))


@given(st.lists(reaches, max_size=7), seats)
def test_all_whose_rights_can_be_kept_sit_where_the_check_puts_them(doors, free):
    left = dict(enumerate(free))
    everybody = holders(doors)
    if not everybody.fit(range(len(doors)), left):
        return
    found = everybody.seated(range(len(doors)), left)
    assert found == seating.seats_of_holders([(n, reach(one)) for n, one in enumerate(doors)], free)
    assert all(bucket in doors[one] for one, bucket in found.items())


def test_the_one_who_can_sit_nowhere_else_has_the_open_seat_whoever_comes_first():
    one_each = {0: 1, 1: 1, 2: 0}
    assert holders([(0, 1), (0,)]).seated([0, 1], one_each) == {0: 1, 1: 0}
    assert holders([(0,), (0, 1)]).seated([0, 1], one_each) == {0: 0, 1: 1}
    assert holders([(0, 1), (0, 1)]).seated([0, 1], one_each) == {0: 0, 1: 1}
    # Alone, the first bucket is theirs again.
    assert holders([(0, 1), (0,)]).seated([0], one_each) == {0: 0}


def test_seats_held_back_are_the_latest_ones():
    either = holders([(0, 1)])
    assert either.taken([0], {0: 1, 1: 1, 2: 0}) == {0: 1, 1: 0, 2: 0}
    assert either.taken([0], {0: 1, 1: 1, 2: 0}, latest=True) == {2: 0, 1: 1, 0: 0}
    assert holders([(0, 1), (0,)]).first_bucket(0, [1], {0: 1, 1: 1, 2: 0}) == 1
