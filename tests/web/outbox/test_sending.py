"""Messages are made once, sent once, tried again, and logged."""

from __future__ import annotations

import pytest
from django.core import mail

pytestmark = pytest.mark.django_db


def one(family, key="k"):
    from citycompact.web.outbox.models import Message
    from citycompact.web.outbox.sending import tell

    tell(family, key=key, subject="S", body="B", pdf_name="r.pdf")
    return Message.objects.get(key=f"{key}:email")


def test_the_same_occasion_makes_one_message(family):
    from citycompact.web.outbox.models import Message

    one(family)
    one(family)
    assert Message.objects.filter(key="k:email").count() == 1


def test_a_message_is_sent_once_however_often_its_job_runs(family):
    from citycompact.web.outbox.sending import send_message

    message = one(family)
    send_message(message.pk)
    send_message(message.pk)
    assert len(mail.outbox) == 1
    name, content, _ = mail.outbox[0].attachments[0]
    assert name == "r.pdf"
    assert content.startswith(b"%PDF-")


def test_a_failure_is_logged_without_an_address_and_tried_again(family, monkeypatch):
    from citycompact.web.outbox import sending

    message = one(family)

    def down(self):
        raise ConnectionRefusedError("parent@demo.example refused")

    monkeypatch.setattr(sending.EmailMessage, "send", down)
    with pytest.raises(ConnectionRefusedError):
        sending.send_message(message.pk)
    message.refresh_from_db()
    assert (message.state, message.error, message.attempts) == ("failed", "ConnectionRefusedError", 1)
    monkeypatch.undo()
    sending.send_message(message.pk)
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("sent", 2)


def test_a_text_message_goes_to_those_who_gave_a_number(family, settings):
    from citycompact.web.outbox.models import Message
    from citycompact.web.outbox.sending import send_message, tell

    settings.TEXT_BACKEND = "test_outbox_backend.Kept"
    import sys
    import types

    sent = []
    module = types.ModuleType("test_outbox_backend")
    module.Kept = type("Kept", (), {"send": lambda self, number, words: sent.append((number, words))})
    sys.modules["test_outbox_backend"] = module
    family.phone = "+1 555 0100"
    family.save()
    tell(family, key="t", subject="S", body="long", text="short")
    send_message(Message.objects.get(key="t:text").pk)
    assert sent == [("+1 555 0100", "short")]


def test_a_sign_in_code_that_cannot_be_sent_is_logged_as_failed(monkeypatch):
    from citycompact.web.outbox import sending
    from citycompact.web.outbox.models import Message

    def down(self):
        raise ConnectionRefusedError("parent@demo.example refused")

    sending.queue_first("parent@demo.example", "Code", "123", "en")
    message = Message.objects.get()
    monkeypatch.setattr(sending.EmailMessage, "send", down)
    with pytest.raises(ConnectionRefusedError):
        sending.send_message(message.pk)
    message.refresh_from_db()
    assert (message.state, message.error, message.attempts) == ("failed", "ConnectionRefusedError", 1)


def test_a_sign_in_code_waits_behind_no_letter(family):
    from procrastinate.contrib.django.models import ProcrastinateJob

    from citycompact.web.outbox.sending import queue_first

    one(family)
    queue_first("parent@demo.example", "Code", "123", "en")
    last = ProcrastinateJob.objects.order_by("-pk").values_list("queue_name", flat=True)
    assert list(last[:2]) == ["codes", "messages"]
