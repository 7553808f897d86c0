"""The letters before the deadline to families of whose application something does not count yet, and to those
who have not sent something."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils import translation

from citycompact.web.city.clock import city_moment
from citycompact.web.enrollment.answers import is_unsent
from citycompact.web.enrollment.letters import send_unsent, send_unverified
from citycompact.web.enrollment.models import Application, Guardian, Round
from citycompact.web.enrollment.rows import not_yet_verified
from citycompact.web.enrollment.unverified import unverified_of
from citycompact.web.outbox.models import Message

BEFORE = datetime.timedelta(days=7)
"""How long before the deadline: enough for a document or a word with a school."""

BEFORE_UNSENT = datetime.timedelta(days=3)
"""How long before the deadline of what is not sent: by then whoever wanted to has sent it."""


def remind() -> int:
    """Write to every guardian of a child of whom something does not count yet, in rounds that close soon: of
    what was sent and nobody has verified, and later of what is not sent; each once in a round, however often
    this runs. Returns letters."""
    now, count = city_moment(), 0
    for round_ in Round.objects.open().select_related("rulebook"):
        if not round_.takes_applications(now):
            continue
        left = round_.last_moment - now
        if left <= BEFORE:
            count += _remind_of_unverified(round_)
        if left <= BEFORE_UNSENT:
            count += _remind_of_unsent(round_)
    return count


def _not_written_to(round_: Round, about: str, children: Collection[str]) -> list[list[Guardian]]:
    """Guardians of some children who have no letter about it yet, those of one account together."""
    acting = Guardian.objects.filter(child__in=children, child__merged_into=None, user__isnull=False)
    written = Message.objects.filter(key__startswith=f"{about}:{round_.pk}:", user__isnull=False)
    acting = acting.exclude(user__in=written.values("user"))
    by_user: dict[uuid.UUID, list[Guardian]] = {}
    for guardian in acting.select_related("user", "child").order_by("pk"):
        assert guardian.user_id is not None
        by_user.setdefault(guardian.user_id, []).append(guardian)
    return list(by_user.values())


def _remind_of_unverified(round_: Round) -> int:
    if round_.rulebook is None:
        return 0
    sent = Application.objects.filter(round=round_, state=Application.State.SUBMITTED)
    waiting = not_yet_verified(list(sent), round_, round_.rulebook.rules(), sent=True)
    written_to = _not_written_to(round_, "unverified", waiting)
    for guardians in written_to:
        user, names = guardians[0].user, {item.child_id: str(item.child) for item in guardians}
        assert user is not None
        theirs = Application.objects.filter(round=round_, child__in=names)
        with transaction.atomic(), translation.override(user.language):
            told = unverified_of(list(theirs), round_, sent=True)
            send_unverified(round_, user, [(names[child], said) for child, said in told.items()])
    return len(written_to)


def _remind_of_unsent(round_: Round) -> int:
    """Whoever withdrew an application knows that nothing of it counts."""
    theirs = Application.objects.filter(round=round_, child__guardians__user__isnull=False).distinct()
    theirs = theirs.exclude(state=Application.State.WITHDRAWN).prefetch_related("versions")
    sent_before = {
        item.child_id: item.last_version is not None
        for item in theirs.iterator(chunk_size=2000)
        if is_unsent(item)
    }
    written_to = _not_written_to(round_, "unsent", sent_before)
    for guardians in written_to:
        user = guardians[0].user
        assert user is not None
        with transaction.atomic(), translation.override(user.language):
            send_unsent(round_, user, [(str(item.child), sent_before[item.child_id]) for item in guardians])
    return len(written_to)
