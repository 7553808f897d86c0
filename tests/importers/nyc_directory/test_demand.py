"""Chances fit the published demand, and lists are drawn with exactly these chances."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from citycompact.importers.nyc_directory.demand import draw_lists, fit_chances


@given(st.integers(0, 2**32))
@settings(max_examples=40)
def test_expected_counts_are_the_published_ones_and_every_chance_is_one(seed):
    rng = np.random.default_rng(seed)
    kinds, programs = 30, 12
    weight = rng.random((kinds, programs)) * (rng.random((kinds, programs)) > 0.2)
    households = rng.integers(1, 50, kinds).astype(float)
    length = rng.integers(1, 5, kinds).astype(float)
    share = rng.dirichlet(np.full(programs, 3.0))
    # No program is wanted by more households than may list it.
    published = np.minimum(share * (households @ length), 0.8 * (households @ (weight > 0)))
    chances = fit_chances(weight, households, length, published)
    assert np.all((chances >= 0) & (chances <= 1 + 1e-12))
    assert np.all(chances[weight == 0] == 0)
    assert np.allclose(households @ chances, published, rtol=1e-6, atol=1e-6)


def test_drawn_lists_have_their_length_and_each_program_its_chance():
    rng = np.random.default_rng(4)
    chances = np.array([[0.9, 0.6, 0.3, 0.2], [0.1, 0.4, 0.5, 1.0]])
    kind = np.repeat([0, 1], 20_000)
    listed = draw_lists(rng, chances, kind)
    assert set(listed.sum(axis=1)) == {2}
    for number in (0, 1):
        assert np.allclose(listed[kind == number].mean(axis=0), chances[number], atol=0.015)
