"""How long messages are kept."""

from __future__ import annotations

import datetime

from django.conf import settings

from citycompact.web.outbox.models import Message

SIGN_IN_MESSAGES = datetime.timedelta(days=30)
"""How long messages are kept that were sent at once, such as sign-in codes."""


def forget_messages(now: datetime.datetime) -> dict[str, int]:
    """Delete messages after the retention time, those about signing in much sooner."""
    limit = now - datetime.timedelta(days=settings.RETENTION_DAYS)
    gone = Message.objects.filter(created_at__lt=limit).delete()[0]
    gone += Message.objects.filter(key__startswith="now:", created_at__lt=now - SIGN_IN_MESSAGES).delete()[0]
    return {"messages": gone}
