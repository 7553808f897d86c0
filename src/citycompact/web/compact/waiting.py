"""What of the compact waits for approvers: amendments on which their sector has not spoken."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext

from citycompact.web.compact.amending import deciding_sectors
from citycompact.web.compact.models import AmendmentProposal
from citycompact.web.declarations import Waiting
from citycompact.web.roles import APPROVER
from citycompact.web.site.access import access_of, signed_in


def amendments(request: HttpRequest) -> Iterable[Waiting]:
    """Open proposals that wait for this person's sector, counted."""
    sectors = {role.sector for role in access_of(request).scoped(APPROVER)} & set(deciding_sectors())
    user, count = signed_in(request), 0
    every = AmendmentProposal.objects.filter(state=AmendmentProposal.State.OPEN)
    for proposal in every.prefetch_related("votes"):
        votes = proposal.votes.all()
        spoken = {vote.sector for vote in votes}
        count += bool(sectors - spoken) and all(vote.user_id != user.pk for vote in votes)
    words = ngettext("%(n)s amendment waits for your sector", "%(n)s amendments wait for your sector", count)
    return [Waiting(words % {"n": count}, reverse("compact:amendments"))] if count else []
