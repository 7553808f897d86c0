"""Children and schools per zone: a map where there are zones, the table alone where there are none."""

from __future__ import annotations

import pytest

from applying import says

pytestmark = pytest.mark.django_db


def figure(client):
    parts = client.get("/desk/").context["parts"]
    (found,) = [f for part in parts for f in part.get("figures", ()) if f.title.endswith("by zone")]
    return found


def counted(client):
    return {row[0]: int(row[1].replace(",", "")) for row in figure(client).rows}


def test_each_child_is_counted_where_it_lives_as_it_was_sent(signed_in, application, round_):
    from citycompact.web.enrollment.models import Application

    office = signed_in("office")
    before = counted(office)
    assert sum(before.values()) == Application.objects.filter(round=round_, state="submitted").count()
    home = application.sent.content["zone"]
    says(application, zone="A zone of no map")
    moved = counted(office)
    assert (moved[home], moved["A zone of no map"]) == (before[home] - 1, 1)
    says(application, address="Nowhere", latitude=None, longitude=None, zone=None)
    assert counted(office)["in no zone"] == before["in no zone"] + 1
    Application.objects.filter(pk=application.pk).update(state="withdrawn")
    assert counted(office)["in no zone"] == before["in no zone"]


def test_schools_stand_at_their_zone_and_on_the_map(signed_in):
    from citycompact.web.city.models import School

    office = signed_in("office")
    zone = School.objects.exclude(zone=None).values_list("zone", flat=True).first()
    there = School.objects.filter(zone=zone).count()
    assert {row[0]: row[2] for row in figure(office).rows}[zone] == str(there)
    assert "each point is a school" in figure(office).text
    School.objects.filter(pk=School.objects.first().pk).update(latitude=None)
    assert "1 school without coordinates is not on the map." in figure(office).text
    School.objects.update(latitude=None)
    assert "No school has coordinates" in figure(office).text
    assert "<svg" in figure(office).svg


def test_a_city_without_zones_has_the_table_alone_and_says_so(signed_in):
    from citycompact.web.city.models import City

    office = signed_in("office")
    before = figure(office)
    City.objects.update(zones=None)
    found = figure(office)
    assert before.svg
    assert not found.svg
    assert "no shapes of its zones" in found.text
    assert "<details open>" in office.get("/desk/").content.decode()
    assert [row for row in before.rows if row[1] != "0"] == [row for row in found.rows if row[1] != "0"]


def test_where_children_live_is_for_the_office_and_the_auditor_alone(signed_in):
    for who in ("school", "operator", "approver-district", "steward"):
        assert "by zone" not in signed_in(who).get("/desk/").content.decode()
    assert "by zone" in signed_in("auditor").get("/desk/").content.decode()
