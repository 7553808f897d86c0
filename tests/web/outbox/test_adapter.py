"""Codes to sign in go through the outbox."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.utils import timezone

pytestmark = pytest.mark.django_db


def test_signing_in_by_code_goes_through_the_outbox(client):
    from citycompact.web.outbox.models import Message

    client.post("/account/login/code/", {"email": "parent@demo.example"})
    message = Message.objects.get(key__startswith="now:", recipient="parent@demo.example")
    assert message.state == "sent"
    assert len(mail.outbox) == 1
    assert timezone.now() - message.sent_at < datetime.timedelta(minutes=1)


def test_a_code_for_an_unknown_address_tells_nobody_whether_it_is_known(client):
    known = client.post("/account/login/code/", {"email": "parent@demo.example"})
    unknown = client.post("/account/login/code/", {"email": "nobody@demo.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
