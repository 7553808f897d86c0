"""What an application still lacks."""

from __future__ import annotations

import uuid

import pytest

pytestmark = pytest.mark.django_db


def new_application(client, **more):
    """Add a child and return its application."""
    from citycompact.web.enrollment.models import Application

    data = {"given_name": "Nina", "family_name": "Delgado", "birth_date": "2021-05-01", "grade": "K", **more}
    response = client.post("/family/add/", data)
    assert response.status_code == 302, response.content.decode()[-2000:]
    return Application.objects.latest("pk")


def programs(grade="K"):
    from citycompact.web.city.models import Program

    return list(Program.objects.filter(grade=grade).values_list("pk", flat=True))


def add(client, application, *ids):
    for name in ids:
        client.post(f"/family/application/{application.pk}/choices/add/", {"program": name})
    application.refresh_from_db()


def send(client, application, once=None):
    return client.post(f"/family/application/{application.pk}/send/", {"once": str(once or uuid.uuid4())})


def test_an_empty_list_is_not_sent_and_warnings_hold_nothing_up(signed_in):
    client = signed_in("family")
    application = new_application(client)
    send(client, application)
    assert application.versions.count() == 0
    assert (
        b"Choose at least one school." in client.get(f"/family/application/{application.pk}/review/").content
    )
    add(client, application, programs()[0])
    assert (
        b"More choices never lower the chance"
        in client.get(f"/family/application/{application.pk}/choices/").content
    )
    send(client, application)
    assert application.versions.count() == 1
