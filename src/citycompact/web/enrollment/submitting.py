"""Sending an application: the version is kept for ever, and is what the match reads."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from citycompact.facts import canonical_json, sha256_hex
from citycompact.web.city.clock import city_moment
from citycompact.web.decisions.life import State as Life
from citycompact.web.decisions.steps import stays
from citycompact.web.enrollment.answers import content_of
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
    by_office: bool = False,
) -> Version:
    """Send the draft as the next version.

    Parameters
    ----------
    once
        A number the form was given; the same form sent twice is one version.
    by_office
        The office enters it, also late where every sector has decided that late ones are taken. What is in
        the round already it mends until the facts are frozen.

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
    sent = Version.objects.filter(once=once, application=locked).first()
    if sent is not None:
        return sent
    if Version.objects.filter(once=once).exists():
        # A number of another form; whoever has it learns nothing by it.
        once = uuid.uuid4()
    now = city_moment()
    in_time = round_.takes_applications(now)
    mends = by_office and locked.state == Application.State.SUBMITTED
    late = by_office and round_.takes_late_ones()
    if not is_open or round_.opened_at is None or not (in_time or mends or late):
        raise TooLate(_("The deadline has passed. Call the enrollment office about a late application."))
    version = keep_version(locked, content_of(locked), user, channel, once, now)
    locked.late = locked.late or not (in_time or mends)
    locked.save(update_fields=["late"])
    application.state = locked.state
    return version


def keep_version(
    application: Application,
    content: dict[str, Any],
    by: User,
    channel: str,
    once: uuid.UUID,
    at: datetime.datetime,
) -> Version:
    """Keep the next version of an application that is locked, which counts from now on."""
    version = Version.objects.create(
        application=application,
        number=application.versions.count() + 1,
        content=content,
        sha256=sha256_hex(canonical_json(content)),
        channel=channel,
        submitted_at=at,
        submitted_by=by,
        once=once,
    )
    count_choices(application, content)
    application.state = Application.State.SUBMITTED
    application.save(update_fields=["state", "updated_at"])
    return version


def count_choices(application: Application, content: dict[str, Any]) -> None:
    """Let the choices of this version be those by which demand is counted."""
    application.choices.all().delete()
    Choice.objects.bulk_create(
        Choice(application=application, rank=rank, program_id=program)
        for rank, program in enumerate(content["choices"], start=1)
    )


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
