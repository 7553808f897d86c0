"""What equations say of unknowns: examples worked by hand, and linear programming as a second opinion."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from citycompact.privacy.elimination import Elimination, able_to_rise, determined
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


def on(relations, unknown):
    return [{cell: value for cell, value in row.items() if cell in unknown} for row in relations]


@given(rows, st.permutations(range(7)), st.integers(0, 7))
def test_unknowns_added_one_by_one_are_determined_as_if_all_had_been_there_from_the_start(
    relations, order, first
):
    unknown, later = set(order[:first]), order[first:]
    found = Elimination(relations, unknown)
    assert found.determined() == determined(on(relations, unknown))
    for number, cell in enumerate(later):
        for given_away in found.determined():
            helps = {
                one for one in later[number:] if given_away not in determined(on(relations, unknown | {one}))
            }
            assert set(found.out_of_reach(given_away, later[number:])) == helps
        found.add(cell)
        unknown.add(cell)
        assert found.determined() == determined(on(relations, unknown))
