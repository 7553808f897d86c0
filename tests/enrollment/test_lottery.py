"""Numbers by the published formula, and the weighted lottery."""

import hashlib

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from citycompact.enrollment.lottery import (
    draw_numbers,
    exact_value,
    lottery_ranks,
    number_hex,
    weighted_ranks,
)


def test_the_number_is_the_sha256_of_seed_and_applicant():
    words = draw_numbers("4 8 15", ["A7", "ñ"])
    assert number_hex(words, 0) == hashlib.sha256(b"4 8 15|A7").hexdigest()
    assert number_hex(words, 1) == hashlib.sha256("4 8 15|ñ".encode()).hexdigest()


@given(st.lists(st.text(min_size=1, max_size=5), unique=True, max_size=30))
def test_places_follow_the_numbers(tickets):
    words = draw_numbers("s", tickets)
    numbers = [int(number_hex(words, row), 16) for row in range(len(tickets))]
    assert lottery_ranks(words).tolist() == [sorted(numbers).index(n) for n in numbers]


def test_numbers_alike_in_their_first_half_are_still_told_apart():
    words = np.array([[5, 9, 1, 1], [5, 9, 1, 0], [5, 8, 7, 7], [4, 0, 0, 0]], dtype=np.uint64)
    assert lottery_ranks(words).tolist() == [3, 2, 1, 0]


@given(
    st.lists(
        st.tuples(st.binary(min_size=32, max_size=32), st.sampled_from([0.5, 1.0, 2.0, 7.25])),
        min_size=1,
        max_size=20,
    )
)
@settings(max_examples=60)
def test_weighted_places_are_the_exact_ones(tickets):
    words = np.frombuffer(b"".join(data for data, _ in tickets), dtype=">u8").reshape(-1, 4).astype(np.uint64)
    weights = np.array([weight for _, weight in tickets])
    exact = [exact_value(words, row, float(weights[row])) for row in range(len(tickets))]
    order = np.argsort(weighted_ranks(words, weights)).tolist()
    assert [exact[row] for row in order] == sorted(exact)


def test_values_closer_than_double_precision_are_ordered_exactly():
    # u and u' differ in their last bit; weights are equal, so the lower number must come first.
    words = np.array([[1 << 62, 0, 0, 1], [1 << 62, 0, 0, 0]], dtype=np.uint64)
    assert weighted_ranks(words, np.array([1.0, 1.0])).tolist() == [1, 0]
    high = np.array([[2**64 - 1] * 4, [2**64 - 1] * 3 + [2**64 - 2]], dtype=np.uint64)
    assert weighted_ranks(high, np.array([1.0, 1.0])).tolist() == [1, 0]


@given(st.integers(2, 40), st.sampled_from([0.5, 1.0, 2.5]))
def test_among_equal_weights_the_lower_number_wins(children, weight):
    words = draw_numbers("a seed", [str(child) for child in range(children)])
    weighted = weighted_ranks(words, np.full(children, weight))
    assert weighted.tolist() == lottery_ranks(words).tolist()


def test_twice_the_weight_is_twice_the_chance_to_come_first():
    # With one rival of weight 1, weight 2 wins with probability 2/3 (Efraimidis and Spirakis 2006).
    wins = 0
    for seed in range(3000):
        words = draw_numbers(str(seed), ["heavy", "light"])
        wins += int(weighted_ranks(words, np.array([2.0, 1.0]))[0] == 0)
    assert abs(wins / 3000 - 2 / 3) < 0.03
