"""A school's word on a claim, and the letter that tells the family of it."""

from __future__ import annotations

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from citycompact.web.enrollment.models import Claim
from citycompact.web.outbox.sending import tell
from citycompact.web.site.models import User

NEEDS_A_REASON = frozenset({Claim.State.REJECTED, Claim.State.ASKED})
"""Decisions whose reason the family reads."""


def decide(claim: Claim, state: str, reason: str, user: User) -> None:
    """Keep a decision and write to the child's guardians, in the transaction of the caller."""
    claim.state, claim.reason = state, reason
    claim.decided_by, claim.decided_at = user, timezone.now()
    claim.save()
    for guardian in claim.child.guardians.exclude(user=None).select_related("user"):
        if guardian.user:
            key = f"claim:{claim.pk}:{claim.decided_at.timestamp()}:{guardian.user_id}"
            with translation.override(guardian.user.language):
                body = f"{claim.school}. {'' if state == Claim.State.APPROVED else reason}".strip()
                tell(guardian.user, key=key, subject=_subject(state), body=body)


def _subject(state: str) -> str:
    if state == Claim.State.APPROVED:
        return _("A school has confirmed your priority")
    if state == Claim.State.ASKED:
        return _("A school asks for more about your priority")
    if state == Claim.State.WAITING:
        return _("A school looks at your priority again")
    return _("A school has not confirmed your priority")
