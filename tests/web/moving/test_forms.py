"""What is typed on the pages of setting up."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("zone", ["", "Mars", "../etc/passwd", "America", "x" * 500, "America/Chicago "])
def test_a_time_zone_is_one_that_there_is(zone):
    from citycompact.web.moving.forms import CityForm

    form = CityForm({"city_id": "a", "name": "A", "time_zone": zone, "languages": ["en"]})
    assert form.is_valid() == (zone.strip() == "America/Chicago")


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("new-city", True),
        ("a1", True),
        ("-a", False),
        ("A", False),
        ("a b", False),
        ("a|b", False),
        ("ñ", False),
    ],
)
def test_an_id_is_one_that_can_stand_in_an_address(text, fits):
    from citycompact.web.moving.forms import CityForm

    form = CityForm({"city_id": text, "name": "A", "time_zone": "America/Chicago", "languages": ["en"]})
    assert form.is_valid() == fits
