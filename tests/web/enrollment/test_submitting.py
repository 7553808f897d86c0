"""What is sent is kept for ever, once, and within the round's time."""

from __future__ import annotations

import datetime
import uuid

import pytest

from applying import add, new_application, programs, send

pytestmark = pytest.mark.django_db


def test_the_same_form_sent_twice_is_one_version(signed_in):
    client = signed_in("family")
    application = new_application(client)
    add(client, application, *programs()[:2])
    once = uuid.uuid4()
    send(client, application, once)
    send(client, application, once)
    assert application.versions.count() == 1


def test_every_submitted_version_is_kept_and_the_last_one_counts(signed_in):
    client = signed_in("family")
    application = new_application(client)
    a, b = programs()[:2]
    add(client, application, a)
    send(client, application)
    add(client, application, b)
    send(client, application)
    assert [v.content["choices"] for v in application.versions.all()] == [[a], [a, b]]
    assert list(application.choices.values_list("program_id", flat=True)) == [a, b]


def test_withdrawing_and_sending_again_keeps_the_number(signed_in):
    client = signed_in("family")
    application = new_application(client)
    add(client, application, programs()[0])
    send(client, application)
    name = application.child_id
    client.post(f"/family/application/{application.pk}/withdraw/")
    application.refresh_from_db()
    assert (application.state, application.choices.count()) == ("withdrawn", 0)
    send(client, application)
    application.refresh_from_db()
    # The lottery number is SHA-256 of the seed and this id, which nothing changes.
    assert (application.state, application.child_id, application.versions.count()) == ("submitted", name, 2)


def test_after_the_deadline_nothing_changes(signed_in, application, closed):
    client = signed_in("family")
    before = application.versions.count()
    send(client, application)
    assert application.versions.count() == before
    number = application.pk
    for path in (
        f"/family/application/{number}/choices/add/",
        f"/family/application/{number}/home/autosave/",
        f"/family/application/{number}/home/",
    ):
        assert client.post(path, {"program": "x", "address": "y"}).status_code == 403
    assert b"The round is closed" in client.get(f"/family/application/{number}/choices/").content


def test_the_deadline_is_the_citys_own_clock(signed_in, round_):
    from zoneinfo import ZoneInfo

    assert round_.closes_at == datetime.datetime(2027, 2, 12, 23, 59, tzinfo=ZoneInfo("America/New_York"))
    assert b"Feb. 12, 2027, 11:59 p.m." in signed_in("family").get("/family/").content
    # Who reads 11:59 p.m. and sends in that minute is in time.
    just_before = datetime.datetime(2027, 2, 13, 4, 59, 59, tzinfo=datetime.UTC)
    assert round_.takes_applications(just_before)
    assert not round_.takes_applications(just_before + datetime.timedelta(seconds=1))
