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


@pytest.mark.parametrize(
    ("language", "words", "never"),
    [("en", "School enrollment, {city}", "!"), ("es", "Inscripción escolar, {city}", "Tu ")],
)
def test_a_mail_about_an_account_says_whose_it_is_and_for_which_address(language, words, never):
    from django.test import Client

    from citycompact.web.city.models import City
    from citycompact.web.outbox.models import Message

    city, new, known = City.objects.get().name, "new@demo.example", "parent@demo.example"
    for path, said in (
        ("signup/", {"email": new, "password1": "a long enough Word 7"}),
        ("signup/", {"email": known, "password1": "a long enough Word 7"}),
        ("login/code/", {"email": known}),
        ("login/code/", {"email": "nobody@demo.example"}),
        ("password/reset/", {"email": known}),
    ):
        Client(headers={"Accept-Language": language}).post(f"/account/{path}", said)
    written = list(Message.objects.filter(key__startswith="now:").order_by("pk"))
    assert len(written) == 5, [message.subject for message in written]
    for message in written:
        assert message.subject.startswith(f"[{city}] ")
        assert words.format(city=city) in message.body
        assert "http://localhost:8000" in message.body
        assert never not in message.body, message.body
    assert new in written[0].body
