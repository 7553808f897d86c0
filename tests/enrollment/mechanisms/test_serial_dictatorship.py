"""Serial dictatorship (Satterthwaite and Sonnenschein 1981)."""

from hypothesis import given, settings

from citycompact.enrollment import Market
from citycompact.enrollment.mechanisms import serial_dictatorship
from reference import all_assignments, at_least_as_good, manipulable, outcome, problems


@given(problems())
def test_each_takes_the_best_that_is_left(problem):
    preferences, _, seats = problem
    free, expected = dict(seats), {}
    for person, wanted in preferences.items():
        expected[person] = next((s for s in wanted if free[s] > 0), None)
        if expected[person] is not None:
            free[expected[person]] -= 1
    assert outcome(serial_dictatorship, *problem) == expected


@given(problems(applicants=4, programs=3))
@settings(max_examples=30)
def test_it_is_efficient_and_honesty_is_safe(problem):
    market = Market.from_lists(*problem)
    edge = serial_dictatorship(market).edge.tolist()
    assert not any(
        other != edge and at_least_as_good(market, other, edge) for other in all_assignments(market)
    )
    assert manipulable(serial_dictatorship, *problem) is None


def test_a_seat_with_a_right_to_it_is_held_back():
    import numpy as np

    # One seat; applicant 1 chooses later but has the right to it.
    market = Market.from_arrays(
        np.array([0, 1, 2]), np.array([0, 0]), np.array([0, 1]), np.array([1]), right=np.array([-1, 0])
    )
    assert serial_dictatorship(market).edge.tolist() == [-1, 1]
