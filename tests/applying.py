"""A parent who applies on the site, tap by tap."""

from __future__ import annotations

import uuid

LOST = "12 Nowhere Ln., Apt 3"
"""An address that the demo's map does not have."""


def new_application(client, **more):
    """Add a child and return its application."""
    from citycompact.web.enrollment.models import Application

    data = {"given_name": "Nina", "family_name": "Delgado", "birth_date": "2021-05-01", "grade": "K", **more}
    response = client.post("/family/add/", data)
    assert response.status_code == 302, response.content.decode()[-2000:]
    return Application.objects.latest("pk")


def says(application, user=None, **said):
    """Send a version of an application that says something else, as its family; gives the version."""
    from citycompact.web.city.clock import city_moment
    from citycompact.web.enrollment.answers import change, content_of
    from citycompact.web.enrollment.submitting import keep_version

    change(application, **said)
    return keep_version(application, content_of(application), user, "web", uuid.uuid4(), city_moment())


def programs(grade="K"):
    from citycompact.web.city.models import Program

    return list(Program.objects.filter(grade=grade).values_list("pk", flat=True))


def add(client, application, *ids):
    for name in ids:
        client.post(f"/family/application/{application.pk}/choices/add/", {"program": name})
    application.refresh_from_db()


def send(client, application, once=None):
    return client.post(f"/family/application/{application.pk}/send/", {"once": str(once or uuid.uuid4())})


def entered(client, **more):
    """What the office's page answers to an application that came on paper."""
    from citycompact.web.city.models import Program

    data = {
        "channel": "paper",
        "given_name": "Otto",
        "family_name": "Paper",
        "birth_date": "2021-02-03",
        "grade": "K",
        "address": "5 Unknown Way",
        "choices": "\n".join(Program.objects.filter(grade="K").values_list("pk", flat=True)[:2]),
        "why": "came by mail",
    }
    return client.post("/office/applications/enter/", {**data, **more})
