"""A school's word on a claim, and the letter that tells the family of it."""

from __future__ import annotations

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from citycompact.web.enrollment.guardians import accounts_of
from citycompact.web.enrollment.models import Claim, Round
from citycompact.web.outbox.sending import tell
from citycompact.web.site.models import User

NEEDS_A_REASON = frozenset({Claim.State.REJECTED, Claim.State.ASKED})
"""Decisions whose reason the family reads."""


def decide(claim: Claim, state: str, reason: str, user: User) -> None:
    """Keep a decision and write to the child's guardians, in the transaction of the caller."""
    taken_back = claim.state == Claim.State.APPROVED and state != Claim.State.APPROVED and _decided_on(claim)
    claim.state, claim.reason = state, reason
    claim.decided_by, claim.decided_at = user, timezone.now()
    claim.save()
    for account in accounts_of(claim.child):
        key = f"claim:{claim.pk}:{claim.decided_at.timestamp()}:{account.pk}"
        with translation.override(account.language):
            body = f"{claim.school}. {'' if state == Claim.State.APPROVED else reason}".strip()
            if taken_back:
                body += "\n" + _(
                    "Your published result stays as it is until both sectors have decided about a "
                    "correction. If the school is wrong, call the enrollment office now."
                )
            tell(account, key=key, subject=_subject(state), body=body)


def _decided_on(claim: Claim) -> bool:
    """Whether a published result rests on what was said of this claim before."""
    theirs = Round.objects.published().filter(applications__child=claim.child)
    return any(
        application.last_version is not None
        and [claim.claim, claim.school_id] in application.last_version.content["claims"]
        for application in claim.child.applications.filter(round__in=theirs, state="submitted")
    )


def _subject(state: str) -> str:
    if state == Claim.State.APPROVED:
        return _("A school has confirmed your priority")
    if state == Claim.State.ASKED:
        return _("A school asks for more about your priority")
    if state == Claim.State.WAITING:
        return _("A school looks at your priority again")
    return _("A school has not confirmed your priority")
