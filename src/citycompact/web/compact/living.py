"""Living indicators in the database, and what the worker does about the compact every night."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Mapping
from pathlib import Path

import polars as pl
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from citycompact.city import read_city
from citycompact.compact import COMPUTED, CommitmentStanding, Measured, decide, say_date, say_flag, say_text
from citycompact.compact.facts import CompactFacts
from citycompact.compact.flags import LIVE
from citycompact.web.accounts.models import User
from citycompact.web.compact.facts_from_database import compact_facts, progress_rules
from citycompact.web.compact.models import Indicator, Reading, Tenure
from citycompact.web.families.models import Outcome
from citycompact.web.office.folders import KeptFolder
from citycompact.web.office.models import City, Round
from citycompact.web.office.round_steps import facts_name
from citycompact.web.outbox.sending import tell
from citycompact.web.page_language import page_language
from citycompact.web.schools.models import Program

SOON = datetime.timedelta(days=14)


def measured() -> Measured | None:
    """The latest published round, as indicators see it; None before there is one."""
    round_ = (
        Round.objects.filter(state=Round.State.PUBLISHED, published_run__isnull=False)
        .order_by("-closes_at")
        .first()
    )
    if round_ is None:
        return None
    with tempfile.TemporaryDirectory() as scratch:
        city = read_city(KeptFolder.unpack(facts_name(round_), Path(scratch) / "city"))
    placed = Outcome.objects.filter(run=round_.published_run).order_by("child_id")
    placements = pl.DataFrame(
        list(placed.values_list("child_id", "program_id", "choice_rank")),
        schema={"applicant_id": pl.String, "program_id": pl.String, "rank": pl.Int64}, orient="row",
    )  # fmt: skip
    shared = set(city.table("programs")["program_id"])
    rows = Program.objects.order_by("pk").values_list("program_id", "school__operator__sector", "seats")
    programs = pl.DataFrame(
        [(p, s, n, p in shared) for p, s, n in rows],
        schema={"program_id": pl.String, "sector": pl.String, "seats": pl.Int64, "shared": pl.Boolean}, orient="row",
    )  # fmt: skip
    return Measured(city, placements, programs)


def computed_values() -> dict[tuple[str, str], float]:
    """Value of every computed indicator by (indicator, group); empty before a round is published."""
    facts = measured()
    if facts is None:
        return {}
    return {
        (key, group): value for key, item in COMPUTED.items() for group, value in item.values(facts).items()
    }


def recompute(on: datetime.date) -> int:
    """Compute every computed indicator for a day and keep what has changed; returns how many readings are new."""
    return keep_values(computed_values(), on)


@transaction.atomic
def keep_values(values: Mapping[tuple[str, str], float], on: datetime.date) -> int:
    """Keep a day's values of the computed indicators; returns how many readings are new.

    A second time on the same day replaces the first. A value that is as it was is not written again, so
    that years of nights leave a history of changes.
    """
    if not values:
        return 0
    for key, item in COMPUTED.items():
        Indicator.objects.update_or_create(
            pk=key,
            defaults={"name": item.name, "name_es": item.name_es, "unit": item.unit, "kind": "computed", "computed_on": on},
        )  # fmt: skip
    Reading.objects.filter(indicator__in=COMPUTED, on=on).delete()
    earlier = Reading.objects.filter(indicator__in=COMPUTED, on__lt=on).order_by(
        "indicator_id", "group", "-on"
    )
    latest = {(r.indicator_id, r.group): r.value for r in earlier.distinct("indicator_id", "group")}
    readings = [
        Reading(indicator_id=key, group=group, on=on, value=value, source="City Compact")
        for (key, group), value in values.items()
        if latest.get((key, group)) != value
    ]
    Reading.objects.bulk_create(readings)
    return len(readings)


def remind(facts: CompactFacts, on: datetime.date) -> int:
    """Write to the holder of each post about milestones that are near and promises that have turned. Returns messages.

    One message for each occasion, however often this runs: a milestone once, a flag once a quarter.
    """
    standing = decide(facts, progress_rules(), on)
    holders: dict[str, list[User]] = {}
    for tenure in Tenure.objects.filter(user__isnull=False, since__lte=on).select_related("user"):
        if tenure.until is None or tenure.until >= on:
            holders.setdefault(tenure.post_id, []).append(tenure.user)
    count = 0
    for item in standing.commitments:
        if item.status not in LIVE:
            continue
        for user in holders.get(facts.pledged[item.commitment_id].owner_post, []):
            with translation.override(user.language), transaction.atomic():
                count += _tell_what_is_near(user, item, facts, on) + _tell_what_turned(user, item, facts, on)
    return count


def _tell_what_is_near(user: User, item: CommitmentStanding, facts: CompactFacts, on: datetime.date) -> int:
    tongue, pledge = page_language(), facts.pledged[item.commitment_id]
    near = [
        m for m in facts.milestones
        if m.commitment_id == item.commitment_id and m.reached_on is None and on <= m.due_on <= on + SOON
    ]  # fmt: skip
    for milestone in near:
        tell(
            user, key=f"milestone:{milestone.commitment_id}:{milestone.number}:{milestone.due_on}:{user.pk}",
            subject=_("A milestone is near"),
            body=_("%(milestone)s is due on %(day)s. Promise: %(pledge)s")
            % {"milestone": say_text(milestone, "what", tongue), "day": say_date(milestone.due_on, tongue),
               "pledge": say_text(pledge, "pledge", tongue)},
        )  # fmt: skip
    return len(near)


def _tell_what_turned(user: User, item: CommitmentStanding, facts: CompactFacts, on: datetime.date) -> int:
    if not item.flags:
        return 0
    tongue, pledge = page_language(), facts.pledged[item.commitment_id]
    quarter = f"{on.year}q{(on.month - 1) // 3 + 1}"
    reasons = "\n".join(say_flag(flag, item.commitment_id, facts, tongue) for flag in item.flags)
    tell(
        user, key=f"turned:{item.commitment_id}:{item.colour}:{quarter}:{user.pk}",
        subject=_("A promise you own needs you"), body=f"{say_text(pledge, 'pledge', tongue)}\n\n{reasons}",
    )  # fmt: skip
    return 1


@app.periodic(cron="41 3 * * *")
@app.task(name="living_compact", queue="nightly", retry=RetryStrategy(max_attempts=3, wait=600))
def living_compact(timestamp: int) -> None:
    """Recompute the indicators, then remind the owners."""
    on = City.today()
    recompute(on)
    facts = compact_facts()
    if facts is not None:
        remind(facts, on)
