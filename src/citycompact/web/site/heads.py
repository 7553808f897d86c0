"""The head of the chain, kept once a day."""

from __future__ import annotations

import datetime

from citycompact.web.site.chain import link_events
from citycompact.web.site.models import Head, Link


def record_head(day: datetime.date) -> Head | None:
    """The head of a day: the last link when this was first asked for; None while nothing is linked."""
    link_events()
    last = Link.objects.order_by("-number").first()
    if last is None:
        return None
    return Head.objects.get_or_create(day=day, defaults={"number": last.number, "sha256": last.sha256})[0]
