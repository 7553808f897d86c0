"""A parent who applies on the site, tap by tap."""

from __future__ import annotations

import uuid


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
