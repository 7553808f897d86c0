"""The office's page of addresses that are not on the map."""

from __future__ import annotations

import pytest

from applying import LOST

pytestmark = pytest.mark.django_db
PAGE = "/office/applications/addresses/"


def test_a_spelling_that_the_map_has_gives_the_place(lost, signed_in):
    from citycompact.web.city.models import Street
    from citycompact.web.enrollment.models import Application

    office = signed_in("office")
    assert "1 address is not on the map" in office.get("/office/applications/").content.decode()
    page = office.get(PAGE).content.decode()
    assert LOST in page
    assert str(lost.child) in page
    street = Street.objects.first().street
    sent = {"address": LOST, "other": f"500 {street}", "why": "Nowhere Lane is its old name."}
    assert office.post(PAGE, sent, follow=True).status_code == 200
    placed = Application.objects.get(pk=lost.pk).last_version.content
    assert placed["latitude"] == Street.objects.first().first_latitude
    assert placed["address"] == LOST
    assert "Every address that was sent is on the map." in office.get(PAGE).content.decode()
    assert "not on the map" not in office.get("/office/applications/").content.decode().replace(
        "Address not on the map", ""
    )


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Choose a spelling, write another, or choose the point on the map."),
        ({"other": "7 Nowhere Else"}, "“7 Nowhere Else” is not on the map either."),
        ({"latitude": "north", "longitude": "1"}, "Latitude and longitude are numbers"),
        ({"latitude": "nan", "longitude": "inf"}, "Latitude and longitude are numbers"),
        ({"latitude": "39"}, "Latitude and longitude are numbers"),
        ({"latitude": "0.5", "longitude": "0.5"}, "This point lies outside the city"),
        ({"latitude": "1e400", "longitude": "0"}, "Latitude and longitude are numbers"),
    ],
)
def test_every_fault_is_named_and_what_was_typed_stays(lost, signed_in, said, words):
    answer = signed_in("office").post(PAGE, {"address": LOST, "why": "", **said})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Write the reason: the family reads it" in page
    for value in said.values():
        assert f'value="{value}"' in page
    assert lost.versions.order_by("-number").first().content["latitude"] is None


def test_an_address_that_nobody_names_is_not_put_there(lost, middle, signed_in):
    from citycompact.web.city.models import Street

    latitude, longitude = middle
    said = {"address": "1 Made Up Way", "latitude": latitude, "longitude": longitude, "why": "mine"}
    page = signed_in("office").post(PAGE, said, follow=True).content.decode()
    assert "nobody names it any more" in page
    assert not Street.objects.filter(street__icontains="made up").exists()


def test_only_the_office_puts_addresses_on_the_map(lost, signed_in):
    for role in ("auditor", "school", "family", "approver-district"):
        assert signed_in(role).get(PAGE).status_code == 403


def test_a_city_without_places_has_no_map_and_the_page_says_what_else_to_do(lost, signed_in):
    from citycompact.web.city.models import City, School, Street

    City.objects.update(zones=None)
    School.objects.update(latitude=None, longitude=None)
    Street.objects.all().delete()
    page = signed_in("office").get(PAGE).content.decode()
    assert "Choose it on the map" not in page
    assert "Latitude" in page
