"""What is hidden stays hidden: checked with integer programming, which shares nothing with the rule."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from attacker import Attacker
from citycompact.privacy import SMALLEST_SHOWN, Equation, hidden_cells
from citycompact.record import verify


def learned(counts, equations, hidden, most=None, told=False, slack=()):
    """What a reader learns; if told, he knows which hidden counts are at least 1, save those of 0 or 1."""
    shown = {cell: None if cell in hidden else count for cell, count in enumerate(counts)}
    most = most or {}
    least = {
        cell: int(told and count > 0 and most.get(cell) != 1 and cell not in slack)
        for cell, count in enumerate(counts)
    }
    return Attacker(shown, [(e.total, e.parts) for e in equations], least, most, slack=slack).learns()


few = st.one_of(st.integers(0, 12), st.sampled_from([0, 1, 9, 10, 11, 30, 250]))


@st.composite
def crossed(draw):
    """A table with its row sums, column sums and grand total, under a second table's coarser rows."""
    height, width = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    inside = draw(st.lists(few, min_size=height * width, max_size=height * width))
    counts, equations = list(inside), []

    def total(parts):
        counts.append(sum(counts[p] for p in parts))
        equations.append(Equation(len(counts) - 1, tuple(parts)))
        return len(counts) - 1

    rows = [total([r * width + c for c in range(width)]) for r in range(height)]
    columns = [total([r * width + c for r in range(height)]) for c in range(width)]
    if draw(st.booleans()):
        whole = total(rows)
        equations.append(Equation(whole, tuple(columns)))
    if draw(st.booleans()):  # a hierarchy of rows
        cut = draw(st.integers(0, height))
        total(rows[:cut])
        total(rows[cut:])
    if draw(st.booleans()):  # the same counts, said again in another table
        total([draw(st.integers(0, height * width - 1))])
    order = draw(st.permutations(range(len(counts))))
    place = {old: new for new, old in enumerate(order)}
    return (
        [counts[old] for old in order],
        [Equation(place[e.total], tuple(place[p] for p in e.parts)) for e in equations],
    )


@st.composite
def published(draw):
    """A crossed table, cells that are known, withheld or slack, and greatest counts, some of them reached."""
    counts, equations = draw(crossed())
    some = st.sets(st.integers(0, len(counts) - 1), max_size=3)
    known, withheld = draw(some), draw(some)
    most = {cell: counts[cell] + draw(st.sampled_from([0, 0, 1, 4])) for cell in draw(some) - known}
    return counts, equations, known, withheld, most, draw(some) - known - most.keys()


def cells_and_sums(counts, sums, known, most):
    return counts, [Equation(total, parts) for total, parts in sums], known, set(), most, set()


# Who is told which counts are at least 1 knows a cell from known counts alone; for others more has to go.
MORE_FOR_THE_UNTOLD = cells_and_sums(
    [2, 0, 0, 2, 0, 1, 2, 1, 3, 3],
    [(1, (4, 2)), (9, (3, 7)), (0, (4, 3)), (5, (2, 7)), (8, (1, 9)), (8, (0, 5)), (6, (3,))],
    {3},
    {0: 2, 1: 3, 4: 1, 8: 3, 9: 3},
)
# Two cells that cannot move need a zero to move against.
A_ZERO_TO_MOVE_AGAINST = cells_and_sums(
    [1, 1, 1, 0, 2, 0, 1, 0], [(7, (3, 5)), (4, (0, 1)), (6, (3, 0)), (2, (5, 1))], set(), {5: 1}
)


@given(published(), st.booleans())
@example(MORE_FOR_THE_UNTOLD, False)
@example(A_ZERO_TO_MOVE_AGAINST, True)
@settings(max_examples=60)
def test_no_hidden_cell_can_be_computed_but_from_known_counts_alone(table, told):
    counts, equations, known, withheld, most, slack = table
    hidden = hidden_cells(counts, equations, known, withheld, most, slack)
    assert not hidden & known
    nobody_hides = learned(counts, equations, set(range(len(counts))) - known, most, told, slack)
    assert learned(counts, equations, hidden, most, told, slack).keys() <= nobody_hides.keys()
    # What is shown although it is small is known, or follows from what is known.
    for cell, count in enumerate(counts):
        if (0 < count < SMALLEST_SHOWN or cell in withheld) and cell not in hidden | known | slack:
            assert nobody_hides[cell] == pytest.approx(count)


@given(crossed())
@settings(max_examples=60)
def test_where_nothing_is_known_zeros_stay_and_nothing_follows_from_that(table):
    counts, equations = table
    hidden = hidden_cells(counts, equations)
    assert all(counts[cell] for cell in hidden)
    assert learned(counts, equations, hidden, told=True) == {}


@given(crossed())
def test_every_sum_leaves_a_hidden_part_room_to_be_ten(table):
    counts, equations = table
    hidden = hidden_cells(counts, equations)
    for e in equations:
        parts = [p for p in set(e.parts) if p in hidden]
        if parts and e.total not in hidden:
            assert sum(counts[p] for p in parts) - (len(parts) - 1) >= SMALLEST_SHOWN


@given(published())
@example(MORE_FOR_THE_UNTOLD)
@example(A_ZERO_TO_MOVE_AGAINST)
@settings(max_examples=300)
def test_the_verifier_hides_the_same(table):
    counts, equations, known, withheld, most, slack = table
    sums = [(e.total, list(e.parts)) for e in equations]
    assert verify.hidden_cells(counts, sums, known, withheld, most, slack) == hidden_cells(
        counts, equations, known, withheld, most, slack
    )


def test_who_waits_is_not_told_by_who_applied_and_who_was_offered():
    applications, offers, waitlist, listed, elsewhere, unlisted = range(6)
    sums = [
        Equation(applications, (listed, waitlist, elsewhere)),
        Equation(offers, (listed, unlisted)),
    ]
    slack = {listed, elsewhere}
    # Ten applied, a full bucket holds nine: whoever is told that somebody waits knows that it is one.
    found = hidden_cells([10, 9, 1, 9, 0, 0], sums, known={offers}, slack=slack)
    assert found - slack == {applications, waitlist}
    # Forty applied: one to thirty-one may wait, and that three went elsewhere is no secret.
    assert hidden_cells([40, 9, 1, 9, 30, 0], sums, known={offers}, slack=slack) - slack == {waitlist}
    assert hidden_cells([40, 37, 0, 37, 3, 0], sums, slack=slack) == slack


def test_both_hide_below_the_same_count():
    assert verify.SMALLEST_SHOWN == SMALLEST_SHOWN == 10


def test_a_group_of_six_does_not_follow_from_sixty_less_twenty_and_thirty_four():
    counts, sums = [20, 34, 6, 60], [Equation(3, (0, 1, 2))]
    assert hidden_cells(counts, sums) == {0, 2}


def test_two_groups_of_one_do_not_follow_from_two_that_are_missing():
    counts, sums = [30, 28, 1, 1, 60], [Equation(4, (0, 1, 2, 3))]
    assert hidden_cells(counts, sums) == {1, 2, 3}


def test_ten_groups_of_one_hide_their_total():
    assert hidden_cells([1] * 10 + [10], [Equation(10, tuple(range(10)))]) == set(range(11))


def test_a_zero_hides_nothing_and_is_shown():
    assert hidden_cells([6, 0, 30, 36], [Equation(3, (0, 1, 2))]) == {0, 2}


def test_two_of_a_known_total_of_two_do_not_follow_from_the_zero_beside_them():
    # Only the total is known. Whoever sees the zero knows the 2, so the zero goes with it.
    counts, sums = [2, 2, 0], [Equation(0, (1, 2))]
    assert hidden_cells(counts, sums, known={0}) == {1, 2}
    assert Attacker({0: 2, 1: None, 2: None}, [(0, (1, 2))]).span(1) == (0, 2)


def test_five_offers_of_a_full_bucket_of_five_hide_the_empty_bucket_with_them():
    full, empty, offers = range(3)
    assert hidden_cells([5, 0, 5], [Equation(offers, (full, empty))], known={full}) == {empty, offers}


def test_a_zero_that_is_known_is_no_hiding_place():
    # Known total and known zero: the 2 follows from these two alone, so it is public anyhow.
    assert hidden_cells([2, 2, 0], [Equation(0, (1, 2))], known={0, 2}) == set()


def test_a_withheld_zero_is_hidden_like_any_count():
    assert hidden_cells([30, 0, 40, 70], [Equation(3, (0, 1, 2))], withheld={1}) == {0, 1}


def test_of_two_seats_not_all_taken_none_or_one_looks_the_same():
    for taken in (0, 1):
        counts, sums = [40, taken, 40 + taken], [Equation(2, (0, 1))]
        assert hidden_cells(counts, sums, known={0}, most={1: 1}) == {1, 2}
    assert hidden_cells([40, 0, 40], [Equation(2, (0, 1))], known={0}, most={1: 0}) == set()


def test_buckets_with_one_seat_left_each_do_not_follow_from_their_offers():
    # Of 11 and 3 seats, not all taken, 12 are offered: it could only be 10 and 2.
    first, second, offers = range(3)
    counts, sums, most = [10, 2, 12], [Equation(offers, (first, second))], {first: 10, second: 2}
    assert learned(counts, sums, {first, second}, most) == {first: 10, second: 2}
    assert hidden_cells(counts, sums, most=most) == {first, second, offers}
    assert learned(counts, sums, {first, second, offers}, most, told=True) == {}


def test_a_count_above_its_greatest_is_refused():
    with pytest.raises(ValueError, match="more than the greatest"):
        hidden_cells([3], [], most={0: 2})


def test_a_total_of_one_part_is_hidden_with_it():
    assert hidden_cells([6, 0, 6], [Equation(2, (0, 1))]) == {0, 2}


def test_a_full_buckets_count_is_known_and_hides_nothing():
    # A program with a full bucket of 5 seats, one of 30 with 7 children: 12 offers would give the 7 away.
    counts, sums = [5, 7, 12], [Equation(2, (0, 1))]
    assert hidden_cells(counts, sums, known={0}) == {1, 2}
    assert hidden_cells([5, 4, 9], sums, known={0, 1}) == set()


def test_what_only_several_sums_together_give_away_is_hidden():
    # a + b = 43 and a + b + c = 49: each sum has two hidden parts, yet c = 49 - 43.
    a, b, c, first, second = range(5)
    counts, sums = [3, 40, 6, 43, 49], [Equation(first, (a, b)), Equation(second, (a, b, c))]
    assert learned(counts, sums, {a, b, c}) == {c: pytest.approx(6)}
    hidden = hidden_cells(counts, sums)
    assert hidden == {a, b, c, second}
    assert learned(counts, sums, hidden) == {}


def test_a_sum_that_does_not_add_up_is_refused():
    with pytest.raises(ValueError, match="do not add up"):
        hidden_cells([1, 2, 4], [Equation(2, (0, 1))])


def test_a_large_city_takes_seconds_at_most():
    chance = random.Random(7)
    counts, equations, offers = [], [], []
    for _ in range(2_500):
        buckets = [chance.choice([0, 3, 8, 15, 40, 100]) for _ in range(chance.randint(1, 4))]
        counts += [sum(buckets), *buckets]
        total = len(counts) - len(buckets) - 1
        offers.append(total)
        equations.append(Equation(total, tuple(range(total + 1, len(counts)))))
    counts.append(sum(counts[cell] for cell in offers))
    equations.append(Equation(len(counts) - 1, tuple(offers)))
    assert len(hidden_cells(counts, equations)) > 1_000
