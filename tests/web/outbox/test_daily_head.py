"""Every approver of both sectors has the day's head by mail, once, in their language."""

from __future__ import annotations

import re

import pytest

from citycompact.web.outbox.daily_head import head_of_the_day
from citycompact.web.outbox.models import Message
from citycompact.web.site.chain_check import check_chain
from citycompact.web.site.models import Head, StaffRole, User

pytestmark = pytest.mark.django_db
SECTORS = ("district", "charter")


def mails():
    return Message.objects.filter(key__startswith="head:")


def test_both_sectors_have_the_head_once_a_day_in_their_language():
    assert User.objects.filter(staff_roles__sector="charter", staff_roles__role="approver").update(
        language="es"
    )
    head_of_the_day(0)
    head_of_the_day(60)
    head = Head.objects.get()
    approvers = StaffRole.objects.filter(role="approver")
    assert {role.sector for role in approvers} == set(SECTORS)
    assert {mail.language for mail in mails()} == {"en", "es"}
    assert sorted(m.recipient for m in mails()) == sorted(role.user.email for role in approvers)
    for mail in mails():
        assert head.sha256 in mail.body
        assert str(head.number) in mail.body
        assert ("Please keep this message" in mail.body) is (mail.language == "en")
        assert ("Guarde este mensaje" in mail.body) is (mail.language == "es")
        assert "None" not in mail.body


def test_the_command_that_the_mail_names_finds_the_head_in_the_chain():
    head_of_the_day(0)
    said = re.search(r"check-trail --number (\d+) --head ([0-9a-f]{64})\n", mails().first().body)
    assert said
    assert check_chain(int(said[1]), said[2]).faults == []


def test_who_may_sign_in_no_more_gets_no_mail():
    gone, stays = (User.objects.get(staff_roles__role="approver", staff_roles__sector=x) for x in SECTORS)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    head_of_the_day(0)
    assert {mail.recipient for mail in mails()} == {stays.email}


def test_a_letter_stays_as_it_was_written_and_its_text_stands_in_the_trail_as_a_hash(family):
    import hashlib

    from django.db import Error, connection, transaction

    from citycompact.web.outbox.sending import queue_first, tell
    from citycompact.web.site.trail import events

    tell(family, "results:zz", "Results", "zzPlaced at Oak School")
    event = next(events(kind="message"))
    assert event["content"]["sha256"] == hashlib.sha256(b"zzPlaced at Oak School").hexdigest()
    assert "zzPlaced" not in str(event)
    for change in ("body = 'x'", "recipient = 'x@y.example'", "subject = 'x'"):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"update outbox_message set {change}")
    # A code has few digits: whoever read its hash could try them all.
    queue_first("parent@demo.example", "Sign-In Code", "123456", "en")
    assert [e["content"]["sha256"] for e in events(kind="message", limit=1)] == [""]
