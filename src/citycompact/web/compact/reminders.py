"""Reminders to those who hold a post: milestones that are near, promises that have turned."""

from __future__ import annotations

import datetime
from dataclasses import replace

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from citycompact.compact import (
    LIVE,
    CompactFacts,
    PromiseProgress,
    decide,
    progress_of,
    say_flag,
    say_text,
)
from citycompact.web.compact.facts_from_database import progress_rules
from citycompact.web.compact.models import Tenure
from citycompact.web.outbox.sending import tell
from citycompact.web.site.language import page_language
from citycompact.web.site.models import User
from citycompact.words import say_date

SOON = datetime.timedelta(days=14)


def remind(facts: CompactFacts, on: datetime.date) -> int:
    """Write to the holder of each post about milestones that are near and promises that have turned.
    Returns messages.

    One message for each occasion, however often this runs: a milestone once, a flag once a quarter.
    """
    progress = progress_of(decide(replace(facts, as_of=on), progress_rules()))
    holders: dict[str, list[User]] = {}
    for tenure in Tenure.objects.filter(user__isnull=False, since__lte=on).select_related("user"):
        if tenure.user is not None and (tenure.until is None or tenure.until >= on):
            holders.setdefault(tenure.post_id, []).append(tenure.user)
    count = 0
    for item in progress.promises:
        if item.status not in LIVE:
            continue
        for user in holders.get(facts.pledged[item.promise_id].owner_post, []):
            with translation.override(user.language), transaction.atomic():
                count += _tell_what_is_near(user, item, facts, on) + _tell_what_turned(user, item, facts, on)
    return count


def _tell_what_is_near(user: User, item: PromiseProgress, facts: CompactFacts, on: datetime.date) -> int:
    language, pledge = page_language(), facts.pledged[item.promise_id]
    near = [
        m
        for m in facts.milestones
        if m.promise_id == item.promise_id and m.reached_on is None and on <= m.due_on <= on + SOON
    ]
    for milestone in near:
        tell(
            user,
            key=f"milestone:{milestone.promise_id}:{milestone.number}:{milestone.due_on}:{user.pk}",
            subject=_("A milestone is near"),
            body=_("%(milestone)s is due on %(day)s. Promise: %(pledge)s")
            % {
                "milestone": say_text(milestone, "what", language),
                "day": say_date(milestone.due_on, language),
                "pledge": say_text(pledge, "pledge", language),
            },
        )
    return len(near)


def _tell_what_turned(user: User, item: PromiseProgress, facts: CompactFacts, on: datetime.date) -> int:
    if not item.flags:
        return 0
    language, pledge = page_language(), facts.pledged[item.promise_id]
    quarter = f"{on.year}q{(on.month - 1) // 3 + 1}"
    reasons = "\n".join(say_flag(flag, facts, language) for flag in item.flags)
    tell(
        user,
        key=f"turned:{item.promise_id}:{item.colour}:{quarter}:{user.pk}",
        subject=_("A promise you own needs you"),
        body=f"{say_text(pledge, 'pledge', language)}\n\n{reasons}",
    )
    return 1
