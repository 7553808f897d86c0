"""What equations say of unknowns: examples worked by hand, and linear programming as a second opinion."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from citycompact.privacy.elimination import able_to_rise, determined
from citycompact.record import verify


def test_the_row_space_says_what_equations_determine():
    assert determined([{0: 1, 1: 1}, {0: 1, 1: -1}]) == {0, 1}
    assert determined([{0: 1, 1: 1, 2: 1}, {1: 1, 2: 1}]) == {0}
    assert determined([{0: 1, 1: 1}, {1: 1, 2: 1}, {0: 1, 2: 1}]) == {0, 1, 2}
    assert determined([{0: 1, 1: -1}, {1: 1, 2: -1}, {0: 1, 2: -1}]) == set()


def test_unknowns_that_must_add_up_to_nothing_cannot_rise_but_those_against_each_other_can():
    assert able_to_rise([{0: 1, 1: 1}]) == set()
    assert able_to_rise([{0: 1, 1: -1}]) == {0, 1}
    assert able_to_rise([{0: 1, 1: -1}, {1: 1, 2: 1}]) == set()
    assert able_to_rise([{0: 1, 1: -1, 2: -1}, {2: 1, 3: 1}]) == {0, 1}
    assert able_to_rise([]) == set()


rows = st.lists(st.dictionaries(st.integers(0, 6), st.sampled_from([-2, -1, 1, 3]), max_size=5), max_size=5)


@given(rows)
def test_what_can_rise_is_what_linear_programming_raises(relations):
    matrix = np.array([[row.get(cell, 0) for cell in range(7)] for row in relations]).reshape(-1, 7)
    unknown = {cell for row in relations for cell in row}
    rising = {
        cell
        for cell in unknown
        if linprog(
            -np.eye(7)[cell],
            A_eq=matrix,
            b_eq=np.zeros(len(matrix)),
            bounds=(0, 1),
        ).fun
        < -1e-6
    }
    assert able_to_rise(relations) == rising
    assert verify.unable_to_rise([dict(row) for row in relations]) == unknown - rising
