"""How long a message is kept."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from citycompact.web.outbox.models import Message
from citycompact.web.outbox.retention import SIGN_IN_MESSAGES, forget_messages

pytestmark = pytest.mark.django_db


def message(family, key, age):
    made = Message.objects.create(user=family, key=key, recipient=family.email, subject="S", body="words")
    Message.objects.filter(pk=made.pk).update(created_at=timezone.now() - age)
    return made.pk


def test_letters_are_kept_for_the_retention_time_and_codes_for_a_month(family, settings):
    years, day = datetime.timedelta(days=settings.RETENTION_DAYS), datetime.timedelta(days=1)
    old, kept = message(family, "results:1", years + day), message(family, "results:2", years - day)
    code = message(family, "now:1", SIGN_IN_MESSAGES + day)
    fresh = message(family, "now:2", SIGN_IN_MESSAGES - day)
    assert forget_messages(timezone.now()) == {"messages": 2}
    left = set(Message.objects.filter(pk__in=[old, kept, code, fresh]).values_list("pk", flat=True))
    assert left == {kept, fresh}
