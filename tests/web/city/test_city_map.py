"""The city as a drawing: everything lies where it is."""

from __future__ import annotations

import pytest

from citycompact.web.city.city_map import WIDTH, Bounds

pytestmark = pytest.mark.django_db


def test_a_degree_of_longitude_is_as_long_as_it_is_there():
    bounds = Bounds(west=-1.0, south=59.5, east=1.0, north=60.5)
    assert bounds.height == pytest.approx(WIDTH, rel=0.01)
    assert bounds.at(60.5, -1.0) == (0, 0)
    assert bounds.at(60.0, 0.0)[0] == WIDTH / 2
    assert bounds.holds(60, 0)
    assert not bounds.holds(60, 1.01)


def test_the_map_shows_schools_where_they_are():
    from citycompact.web.city.city_map import city_map
    from citycompact.web.city.models import School

    drawn = city_map()
    assert len(drawn.schools) == School.objects.exclude(latitude=None).count()
    assert drawn.zones
    assert drawn.streets
    for _name, x, y in drawn.schools:
        assert 0 < x < WIDTH
        assert 0 < y < drawn.bounds.height
    north = School.objects.order_by("-latitude").first()
    assert min(drawn.schools, key=lambda one: one[2])[0] == north.name
