"""Where an application stands, as its family's pages say it: what counts of it, and what is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from citycompact.web.enrollment.answers import is_unsent, show_sent
from citycompact.web.enrollment.models import Application, Outcome, Sealed


class Notice(StrEnum):
    """What a family has to know beside the state of its application; nothing where what it sees counts."""

    BEGUN = "begun"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    # Once nothing can be sent any more: a change that was not sent, and a child that takes no part.
    TOO_LATE = "too_late"
    NO_PART = "no_part"


def show_what_counts(applications: Sequence[Application]) -> None:
    """Set how applications stand; once nothing can be sent any more, each says what was sent last and no
    draft, and must not be saved.

    ``sealed`` and ``has_result`` are set as well: whether it is under the commitment that stands now, and
    whether a published result is of it.
    """
    children = [item.child_id for item in applications]
    sealed = set(Sealed.objects.filter(child__in=children).values_list("child_id", "freeze_id"))
    results = set(Outcome.objects.filter(child__in=children).values_list("child_id", "attempt_id"))
    for item in applications:
        status = item.round.decision.status
        item.sealed = (item.child_id, status.frozen_id) in sealed
        item.has_result = (item.child_id, status.published_id) in results
        item.notice = notice_of(item)
        if item.round.is_over():
            show_sent(item)


def notice_of(application: Application) -> Notice | None:
    """How one stands; ``sealed`` and ``has_result`` are set."""
    status, over = application.round.decision.status, application.round.is_over()
    if application.state != Application.State.SUBMITTED:
        if over:
            return Notice.NO_PART
        withdrawn = application.state == Application.State.WITHDRAWN
        return Notice.WITHDRAWN if withdrawn else Notice.BEGUN
    # What was sent and did not fit any more was set aside at the freeze.
    if status.published_id is not None and not application.has_result:
        return Notice.NO_PART
    if status.published_id is None and status.frozen_id is not None and not application.sealed:
        return Notice.NO_PART
    if not is_unsent(application):
        return None
    return Notice.TOO_LATE if over else Notice.CHANGED
