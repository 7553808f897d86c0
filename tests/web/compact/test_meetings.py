"""Agenda, resolutions, minutes."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from citycompact.web.city.models import City

pytestmark = pytest.mark.django_db
PRIVATE = "For the steward alone:"


def test_an_agenda_is_made_of_the_record_and_a_decision_becomes_evidence(signed_in):
    from citycompact.web.compact.models import Evidence, Meeting

    client, day = signed_in("steward"), City.today() + datetime.timedelta(days=3)
    client.post("/compact/desk/meetings/new/", {"held_on": day.isoformat()})
    meeting = Meeting.objects.get(held_on=day)
    assert {i["part"] for i in meeting.agenda} >= {"decided", "stuck", "due", "vacant"}
    page = client.get(f"/compact/desk/meetings/{meeting.pk}/").content.decode()
    assert "Joint special-education" not in page
    assert "Head of special education" in page
    client.post(
        f"/compact/desk/meetings/{meeting.pk}/resolve/",
        {"what": "End the fair.", "promise": "job_fair"},
    )
    evidence = Evidence.objects.get(promise="job_fair", kind="resolution")
    assert (evidence.title, evidence.on) == ("End the fair.", day)
    assert "End the fair." not in Client().get("/compact/minutes/").content.decode()
    client.post(
        f"/compact/desk/meetings/{meeting.pk}/",
        {"minutes": "All agreed.", "private_note": f"{PRIVATE} x", "closed": "on"},
    )
    public = Client().get("/compact/minutes/").content.decode()
    assert "All agreed." in public
    assert "End the fair." in public
    assert PRIVATE not in public


def test_final_minutes_are_not_rewritten(signed_in):
    from citycompact.web.compact.models import Meeting

    meeting = Meeting.objects.filter(closed=True).first()
    client = signed_in("steward")
    assert client.post(f"/compact/desk/meetings/{meeting.pk}/", {"minutes": "Other."}).status_code == 404
    assert client.post(f"/compact/desk/meetings/{meeting.pk}/resolve/", {"what": "X"}).status_code == 404


def test_a_resolution_is_marked_as_done(signed_in):
    client = signed_in("steward")
    path = "/tables/resolutions/row/d-sped/"
    form = {k: "" if v is None else v for k, v in client.get(path).context["form"].initial.items()}
    assert client.post(path, {**form, "done_on": "2026-11-20"}).status_code == 302
