"""The first page of staff: where they arrive, what stands first, and who has none."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

STAFF = ("office", "approver-district", "auditor", "school", "operator")


@pytest.mark.parametrize("who", STAFF)
def test_staff_arrive_on_it_and_it_opens(signed_in, who):
    client = signed_in(who)
    assert client.get("/")["Location"] == "/desk/"
    page = client.get("/desk/")
    assert page.status_code == 200
    assert "What waits for you" in page.content.decode()


def test_families_and_strangers_have_none(signed_in):
    assert signed_in("family").get("/desk/").status_code == 403
    assert signed_in("family").get("/")["Location"] == "/family/"
    assert Client().get("/desk/")["Location"].startswith("/account/login/")
    assert signed_in("steward").get("/")["Location"] == "/compact/desk/"


def test_the_soonest_stands_first_and_what_has_no_day_last(signed_in, monkeypatch):
    from citycompact.web.declarations import Waiting, Waits
    from citycompact.web.site import desk

    def day(number):
        return datetime.datetime(2026, 12, number, 12, tzinfo=datetime.UTC)

    found = [Waiting("no day", "/a/"), Waiting("late", "/b/", day(9)), Waiting("soon", "/c/", day(2))]
    others = Waits({"school"}, lambda request: [Waiting("not mine", "/d/", day(1))])
    monkeypatch.setattr(desk, "waits", lambda: (Waits({"auditor"}, lambda request: found), others))
    page = signed_in("auditor").get("/desk/")
    assert [(item.words, days) for item, days in page.context["waiting"]] == [
        ("soon", "in 1 day"),
        ("late", "in 8 days"),
        ("no day", ""),
    ]
    assert "not mine" not in page.content.decode()
    monkeypatch.setattr(desk, "waits", tuple)
    assert "Nothing waits for you." in signed_in("auditor").get("/desk/").content.decode()


def test_a_part_that_has_nothing_to_show_is_left_out(signed_in, monkeypatch):
    from citycompact.web.declarations import DeskPart
    from citycompact.web.site import desk

    parts = (
        DeskPart("site/error.html", {"auditor"}, lambda request: None, 1),
        DeskPart("site/_figure.html", {"office"}, dict, 2),
    )
    monkeypatch.setattr(desk, "desk", lambda: parts)
    assert signed_in("auditor").get("/desk/").context["parts"] == []


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (None, ""),
        ("2026-11-30T23:59", "it has passed"),
        ("2026-12-01T00:01", "today"),
        ("2026-12-01T23:59", "today"),
        ("2026-12-02T00:00", "in 1 day"),
        ("2027-12-01T10:00", "in 365 days"),
    ],
)
def test_days_are_those_of_the_citys_calendar(moment, said):
    from django.utils import timezone

    from citycompact.web.city.models import City
    from citycompact.web.site.desk import say_days

    zone = City.objects.get().zone_info
    at = None if moment is None else datetime.datetime.fromisoformat(moment).replace(tzinfo=zone)
    with timezone.override(zone):
        assert say_days(at) == said


def test_every_chart_has_a_table_behind_it(signed_in):
    from citycompact.web.site.desk import Figure

    page = signed_in("office").get("/desk/")
    figures = [item for part in page.context["parts"] for item in part.get("figures", ())]
    assert len(figures) >= 4
    for figure in figures:
        assert isinstance(figure, Figure)
        assert figure.rows
        assert {len(row) for row in figure.rows} == {len(figure.heads)}
        assert len(set(figure.heads)) == len(figure.heads)
    assert page.content.decode().count("<details") == len(figures)
