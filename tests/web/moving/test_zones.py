"""Zones come in as GeoJSON, all of it or nothing, and are seen on the map."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

pytestmark = pytest.mark.django_db
PAGE = "/office/setup/zones/"


def square(zone, west, **more):
    ring = [[west, 42.1], [west + 0.1, 42.1], [west + 0.1, 42.3], [west, 42.3], [west, 42.1]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"zone": zone, **more}, "geometry": shape}


def sent(client, content):
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return client.post(PAGE, {"file": SimpleUploadedFile("zones.geojson", text)}, follow=True)


def test_zones_are_drawn_and_counted_and_later_addresses_lie_in_them(signed_in, application):
    from citycompact.web.city.models import City, School, Street
    from citycompact.web.enrollment.drafts import place_of

    office, before = signed_in("office"), application.last_version.content["zone"]
    School.objects.filter(pk=School.objects.first().pk).update(zone="North side")
    zones = {"type": "FeatureCollection", "features": [square("North side", -81.2), square("East", -81.1)]}
    page = sent(office, b"\xef\xbb\xbf" + json.dumps(zones).encode()).content.decode()
    assert "Saved. What was sent before keeps its zone." in page
    assert "<title>North side</title>" in " ".join(page.split()).replace("> ", ">").replace(" <", "<")
    assert "A school names it, and it is on no map." in page
    street = Street.objects.filter(first_longitude__gt=-81.2, first_longitude__lt=-81.12).first()
    assert place_of(f"1 {street.street}", "K")["zone"] in ("North side", "East")
    assert application.last_version.content["zone"] == before
    assert "North side" in City.objects.get().zones


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a GeoJSON file"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"{", "zones.geojson"),
        (b"[]", "zones.geojson"),
        ({"type": "FeatureCollection", "features": [{"type": "Feature"}]}, "zones.geojson"),
    ],
)
def test_what_is_wrong_is_named_and_the_zones_stay(signed_in, content, words):
    from citycompact.web.city.models import City

    before = City.objects.get().zones
    answer = sent(signed_in("office"), content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert City.objects.get().zones == before


def test_a_city_without_anything_on_the_map_has_a_page_too(signed_in):
    from citycompact.web.city.models import City, School, Street

    City.objects.update(zones=None)
    School.objects.update(latitude=None, longitude=None, zone=None)
    Street.objects.all().delete()
    office = signed_in("office")
    assert "Nothing has a place yet" in office.get(PAGE).content.decode()
    page = office.get("/office/setup/").content.decode()
    assert "No address can be found on the map" in page
    assert f'href="{PAGE}"' in page
