"""Pictures of indicators."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_values_by_neighbourhood_are_a_map_and_others_are_lines():
    drawn = Client().get("/compact/indicator/seats_in_reach/chart.svg").content.decode()
    lines = Client().get("/compact/indicator/expulsions/chart.svg").content.decode()
    assert "Elementary zones" in drawn
    assert "target" in lines
    spanish = Client(headers={"Accept-Language": "es"}).get("/compact/indicator/expulsions/chart.svg")
    assert "meta" in spanish.content.decode()
    assert spanish["Content-Type"] == "image/svg+xml"
