"""Submitting an application: the version is kept for ever, and what the match reads is set."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citycompact.facts import canonical_json, sha256_hex
from citycompact.web.decisions.life import State as Life
from citycompact.web.decisions.steps import stays
from citycompact.web.enrollment.models import Application, Choice, Round, Version
from citycompact.web.site.models import User


class TooLate(Exception):
    """The round does not take applications now."""


@transaction.atomic
def submit(
    application: Application,
    user: User,
    once: uuid.UUID,
    channel: str = Version.Channel.WEB,
    *,
    late: bool = False,
) -> Version:
    """Submit the draft as the next version.

    Parameters
    ----------
    once
        A number the form was given; the same form sent twice is one version.
    late
        Accept after the deadline, before the facts are frozen; only the office may.

    Raises
    ------
    TooLate
        Outside the round's time.
    """
    # The lock on the application makes two tabs wait for each other; what is held of the round's decision
    # keeps the deadline sharp against a freeze that happens in the same second.
    locked = Application.objects.select_for_update().get(pk=application.pk)
    is_open = stays(application.round.decision_id) == Life.OPEN
    round_ = Round.objects.get(pk=locked.round_id)
    sent = Version.objects.filter(once=once).first()
    if sent is not None:
        return sent
    now = timezone.now()
    in_time = round_.opens_at <= now < round_.closes_at
    if not is_open or round_.opened_at is None or not (in_time or late):
        raise TooLate(_("The deadline has passed. Call the enrollment office about a late application."))
    content = content_of(locked)
    number = locked.versions.count() + 1
    version = Version.objects.create(
        application=locked,
        number=number,
        content=content,
        sha256=sha256_hex(canonical_json(content)),
        channel=channel,
        submitted_at=now,
        submitted_by=user,
        once=once,
    )
    locked.choices.all().delete()
    Choice.objects.bulk_create(
        Choice(application=locked, rank=rank, program_id=program)
        for rank, program in enumerate(content["choices"], start=1)
    )
    locked.state = Application.State.SUBMITTED
    locked.late = locked.late or now >= round_.closes_at
    locked.save(update_fields=["state", "late", "updated_at"])
    application.state = locked.state
    return version


def content_of(application: Application) -> dict[str, Any]:
    """What a version holds: everything the match reads of this child, and nothing that names it."""
    child = application.child
    return {
        "applicant_id": child.applicant_id,
        "round": application.round_id,
        "grade": application.grade,
        "choices": application.draft_choices,
        "current_school_id": child.current_school_id,
        "zone": child.zone,
        "facts": dict(sorted(child.facts.items())),
        "claims": sorted([claim, school] for claim, school in child.claims.values_list("claim", "school_id")),
    }


@transaction.atomic
def withdraw(application: Application) -> None:
    """Take an application back; its versions are kept, and its lottery number stays what it is.

    Raises
    ------
    TooLate
        Outside the round's time.
    """
    locked = Application.objects.select_for_update().get(pk=application.pk)
    is_open = stays(application.round.decision_id) == Life.OPEN
    round_ = Round.objects.get(pk=locked.round_id)
    if not is_open or not round_.takes_applications():
        raise TooLate(_("The deadline has passed. Call the enrollment office to withdraw."))
    locked.choices.all().delete()
    locked.state = Application.State.WITHDRAWN
    locked.save(update_fields=["state", "updated_at"])
