"""A bound that no solution falls below, whatever the solver says."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from citycompact.funding.linear_program import LinearProgram

F = Fraction
# Least 2x + 3y with x + y = 10, x at most 4 (as a row), both within 0 and 10: x = 4, y = 6.
SMALL = LinearProgram([2, 3], [({0: F(1)}, F(4))], [({0: F(1), 1: F(1)}, F(10))], [(0, 10), (0, 10)])


def test_a_small_program():
    values, bound = SMALL.solve()
    assert values == [4, 6]
    assert bound == 26


@given(st.fractions(-10, 0), st.fractions(-10, 10))
def test_no_multipliers_give_a_bound_above_the_best(most, equal):
    assert SMALL.bound([most], [equal]) <= 26


def test_what_cannot_be_is_none():
    assert LinearProgram([1], [], [({0: F(1)}, F(11))], [(0, 10)]).solve() is None
    assert LinearProgram([1], [], [], [(3, 10)]).solve() == ([3.0], 3)
