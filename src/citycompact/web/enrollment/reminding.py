"""The letter before the deadline to families of whose application something does not count yet."""

from __future__ import annotations

import datetime
import uuid

from django.db import transaction
from django.utils import translation

from citycompact.web.city.clock import city_moment
from citycompact.web.enrollment.letters import send_unverified
from citycompact.web.enrollment.models import Application, Guardian, Round
from citycompact.web.enrollment.rows import not_yet_verified
from citycompact.web.enrollment.unverified import unverified_of
from citycompact.web.outbox.models import Message

BEFORE = datetime.timedelta(days=7)
"""How long before the deadline: enough for a document or a word with a school."""


def remind() -> int:
    """Write to every guardian of a child of whom something that was sent does not count yet, in rounds that
    close soon; once in a round, however often this runs. Returns guardians."""
    now, count = city_moment(), 0
    for round_ in Round.objects.open().select_related("rulebook"):
        if round_.rulebook is None or not round_.takes_applications(now) or round_.last_moment - now > BEFORE:
            continue
        sent = Application.objects.filter(round=round_, state=Application.State.SUBMITTED)
        waiting = not_yet_verified(list(sent), round_, round_.rulebook.rules(), sent=True)
        acting = Guardian.objects.filter(child__in=waiting, child__merged_into=None, user__isnull=False)
        written = Message.objects.filter(key__startswith=f"unverified:{round_.pk}:", user__isnull=False)
        acting = acting.exclude(user__in=written.values("user"))
        by_user: dict[uuid.UUID, list[Guardian]] = {}
        for guardian in acting.select_related("user", "child").order_by("pk"):
            assert guardian.user_id is not None
            by_user.setdefault(guardian.user_id, []).append(guardian)
        for guardians in by_user.values():
            _remind(round_, guardians)
        count += len(by_user)
    return count


def _remind(round_: Round, guardians: list[Guardian]) -> None:
    user, names = guardians[0].user, {item.child_id: str(item.child) for item in guardians}
    assert user is not None
    theirs = Application.objects.filter(round=round_, child__in=names)
    with transaction.atomic(), translation.override(user.language):
        told = unverified_of(list(theirs), round_, sent=True)
        send_unverified(round_, user, [(names[child], said) for child, said in told.items()])
