"""Great-circle distance."""

import numpy as np

from citycompact.city import great_circle_km


def test_a_known_distance_and_an_unknown_place():
    # Philadelphia City Hall to the Empire State Building, about 132.6 km apart.
    found = great_circle_km(
        np.array([39.9526, np.nan]), np.array([-75.1652, 0]), np.array([40.7484, 1]), np.array([-73.9857, 1])
    )
    assert abs(found[0] - 132.6) < 1.5
    assert np.isnan(found[1])


def test_it_is_symmetric_zero_at_home_and_rounded_to_the_metre():
    rng = np.random.default_rng(1)
    a, b, c, d = (rng.uniform(-80, 80, 50) for _ in range(4))
    there, back = great_circle_km(a, b, c, d), great_circle_km(c, d, a, b)
    assert np.array_equal(there, back)
    assert np.all(great_circle_km(a, b, a, b) == 0)
    assert np.array_equal(there, np.round(there, 3))
