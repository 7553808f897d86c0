"""How long messages are kept."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db.models import Q

from citycompact.web.declarations import trail_tables
from citycompact.web.outbox.models import Message
from citycompact.web.site.personal_data import forget_events

SIGN_IN_MESSAGES = datetime.timedelta(days=30)
"""How long messages are kept that were sent at once, such as sign-in codes."""


def forget_messages(now: datetime.datetime) -> dict[str, int]:
    """Delete messages after the retention time, those about signing in much sooner."""
    limit = now - datetime.timedelta(days=settings.RETENTION_DAYS)
    about_signing_in = Q(key__startswith="now:", created_at__lt=now - SIGN_IN_MESSAGES)
    old = Message.objects.filter(about_signing_in | Q(created_at__lt=limit))
    ids = list(old.values_list("pk", flat=True))
    old.delete()
    forget_events(trail_tables()[Message]._meta.db_table, "pgh_obj_id = any(%s)", [ids])
    return {"messages": len(ids)}
