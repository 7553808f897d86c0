"""What an application still lacks."""

from __future__ import annotations

import pytest

from applying import add, new_application, programs, send

pytestmark = pytest.mark.django_db


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
