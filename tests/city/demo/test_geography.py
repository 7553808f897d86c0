"""Where the demo city lies: inside its own square, in the lake, each place in one zone of a level."""

import json

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from citycompact.city.demo.geography import KM_PER_DEGREE, ORIGIN, Geography, coordinates, zones_geojson


@given(st.integers(0, 2**32 - 1), st.integers(1, 200))
@settings(max_examples=25)
def test_homes_lie_in_the_city_and_belong_to_its_neighbourhoods(seed, schools):
    rng = np.random.default_rng(seed)
    geography = Geography.draw(rng, schools)
    where, place = geography.draw_homes(rng, 50)
    assert place.shape == (50, 2)
    assert np.all((place >= 0) & (place <= geography.side_km))
    assert np.all((where >= 0) & (where < len(geography.centre)))
    assert np.all((geography.income > 0) & (geography.income < 1))


def test_a_city_of_more_schools_is_larger_in_proportion():
    small, large = (Geography.draw(np.random.default_rng(1), n).side_km for n in (10, 40))
    assert large == pytest.approx(2 * small)


def test_coordinates_say_no_more_than_ten_metres():
    rng = np.random.default_rng(3)
    place = rng.uniform(0, 20, (200, 2))
    latitude, longitude = coordinates(place)
    assert np.array_equal(latitude, np.round(latitude, 4))
    back = np.column_stack(
        [(longitude - ORIGIN[1]) * KM_PER_DEGREE[1], (latitude - ORIGIN[0]) * KM_PER_DEGREE[0]]
    )
    assert np.abs(back - place).max() < 0.006


def zones(side, places):
    names = [f"Z{n}" for n in range(len(places))]
    features = json.loads(zones_geojson(side, {"elementary": (names, np.array(places, dtype=float))}))[
        "features"
    ]
    return {f["properties"]["zone"]: shapely.from_geojson(json.dumps(f["geometry"])) for f in features}


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_every_place_lies_in_the_zone_of_its_nearest_school(count):
    rng = np.random.default_rng(count)
    places = rng.uniform(1, 9, (count, 2))
    shapes = zones(10, places)
    assert len(shapes) == count
    for x, y in rng.uniform(0.1, 9.9, (60, 2)):
        distance = np.hypot(*(places - (x, y)).T)
        if count > 1 and np.diff(np.sort(distance)[:2])[0] < 0.05:
            continue
        ((latitude,), (longitude,)) = coordinates(np.array([[x, y]]))
        inside = [name for name, shape in shapes.items() if shape.covers(shapely.Point(longitude, latitude))]
        assert inside == [f"Z{int(np.argmin(distance))}"]


def test_one_school_has_the_whole_city():
    (zone,) = zones(10, [(3, 4)]).values()
    ((south, north), (west, east)) = coordinates(np.array([[0, 0], [10, 10]]))
    assert zone.bounds == (west, south, east, north)
