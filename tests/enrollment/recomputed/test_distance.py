"""Distances by the chord agree with the haversine that the decider uses."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from citycompact.city import great_circle_km
from citycompact.enrollment.recomputed.distance import kilometres, on_sphere

degrees = st.tuples(st.floats(-89, 89), st.floats(-179, 179))


def between(here, there):
    points = [on_sphere(*(np.array([value]) for value in place)) for place in (here, there)]
    return float(kilometres(*points)[0])


@given(degrees, degrees)
def test_two_formulas_give_the_same_distance_to_the_metre(here, there):
    theirs = float(great_circle_km(*(np.array([value]) for value in (*here, *there)))[0])
    # Near the other end of the world an arcsine is ill-conditioned; no child goes to school there.
    assert abs(between(here, there) - theirs) <= (0.0011 if theirs < 15_000 else 1.0)


def test_a_degree_of_latitude_is_a_360th_of_the_way_around():
    assert between((42.0, -81.0), (43.0, -81.0)) == round(2 * np.pi * 6371.0088 / 360, 3)
    assert between((42.0, -81.0), (42.0, -81.0)) == 0


def test_an_unknown_place_is_near_nothing():
    assert between((float("nan"), -81.0), (42.0, -81.0)) == float("inf")
