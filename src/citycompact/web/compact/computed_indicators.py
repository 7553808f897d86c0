"""Computed indicators in the database: what the latest published round says, kept day by day."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import polars as pl
from django.db import transaction

from citycompact.city import read_city
from citycompact.compact import COMPUTED, Measured
from citycompact.funding import EVERYBODY, public_dollars_by_need
from citycompact.web.city.models import Program
from citycompact.web.compact.models import Indicator, Measurement
from citycompact.web.decisions.folders import KeptFolder
from citycompact.web.decisions.published_files import NotAsPublished
from citycompact.web.enrollment.models import Outcome, Round
from citycompact.web.funding.published_budgets import published_budgets, years


def measured() -> Measured | None:
    """The latest published round, as indicators see it; None before there is one."""
    round_ = (
        Round.objects.published()
        .select_related("decision__status__published__freeze")
        .order_by("-closes_at")
        .first()
    )
    published = None if round_ is None else round_.published
    if published is None:
        return None
    city = KeptFolder.opened(published.freeze.facts, read_city)
    placed = Outcome.objects.filter(attempt=published).order_by("child_id")
    placements = pl.DataFrame(
        list(placed.values_list("child_id", "program_id", "choice_rank")),
        schema={"applicant_id": pl.String, "program_id": pl.String, "rank": pl.Int64},
        orient="row",
    )
    shared = set(city.table("programs")["program_id"])
    rows = Program.objects.order_by("pk").values_list("program_id", "school__operator__sector", "seats")
    programs = pl.DataFrame(
        [(p, s, n, p in shared) for p, s, n in rows],
        schema={"program_id": pl.String, "sector": pl.String, "seats": pl.Int64, "shared": pl.Boolean},
        orient="row",
    )
    return Measured(city, placements, programs, dollars_by_need())


def dollars_by_need() -> dict[str, float]:
    """By sector, the empty one for all: what a pupil of weight 1 gets by the budgets published last."""
    latest = next(iter(years()), None)
    try:
        found = None if latest is None else published_budgets(latest)
    except NotAsPublished:
        # What is kept is not what was published; the page of the budgets says so.
        found = None
    if found is None:
        return {}
    means = public_dollars_by_need(found.public)
    return {"" if sector == EVERYBODY else sector: dollars for sector, dollars in means.items()}


def computed_values() -> dict[tuple[str, str], float]:
    """Value of every computed indicator by (indicator, group); empty before a round is published."""
    facts = measured()
    if facts is None:
        return {}
    return {
        (key, group): value for key, item in COMPUTED.items() for group, value in item.values(facts).items()
    }


def recompute(on: datetime.date) -> int:
    """Compute every computed indicator for a day and keep what has changed;
    returns how many measurements are new."""
    return keep_values(computed_values(), on)


@transaction.atomic
def keep_values(values: Mapping[tuple[str, str], float], on: datetime.date) -> int:
    """Keep a day's values of the computed indicators; returns how many measurements are new.

    A second time on the same day replaces the first. A value that is as it was is not written again, so
    that years of nights leave a history of changes.
    """
    if not values:
        return 0
    for key, item in COMPUTED.items():
        Indicator.objects.update_or_create(
            pk=key,
            defaults={
                "name": item.name,
                "name_es": item.name_es,
                "unit": item.unit,
                "kind": "computed",
                "computed_on": on,
            },
        )
    Measurement.objects.filter(indicator__in=COMPUTED, on=on).delete()
    earlier = Measurement.objects.filter(indicator__in=COMPUTED, on__lt=on).order_by(
        "indicator_id", "group", "-on"
    )
    latest = {(r.indicator_id, r.group): r.value for r in earlier.distinct("indicator_id", "group")}
    measurements = [
        Measurement(indicator_id=key, group=group, on=on, value=value, source="City Compact")
        for (key, group), value in values.items()
        if latest.get((key, group)) != value
    ]
    Measurement.objects.bulk_create(measurements)
    return len(measurements)
