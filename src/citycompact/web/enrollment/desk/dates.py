"""The days ahead of every round, by its signed rules: opening, deadline, sealing, draw, results, answers."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from citycompact.web.city.clock import city_moment
from citycompact.web.city.models import City
from citycompact.web.enrollment.desk.round_in_hand import drawn_at
from citycompact.web.enrollment.models import Round
from citycompact.web.site.desk import say_days


def days_ahead(request: HttpRequest) -> dict[str, Any] | None:
    """What comes next in any round, the soonest first; None where nothing does."""
    now = city_moment()
    found: list[dict[str, Any]] = [
        {"round": round_, "what": what, "at": at, "days": say_days(at), "whole_day": whole}
        for round_ in Round.objects.select_related("rulebook")
        for what, at, whole in _of_round(round_)
        if at >= now
    ]
    found.sort(key=lambda item: item["at"])
    return {"dates": found} if found else None


def _of_round(round_: Round) -> list[tuple[str, datetime.datetime, bool]]:
    """What its days are, when each comes, and whether that is a day without an hour, which ends it."""
    city = City.current()
    if city is None or round_.state == Round.State.VOID:
        return []
    found = []
    if round_.state in (Round.State.SETUP, Round.State.OPEN):
        found += [
            (_("Applications open"), round_.opens_at, False),
            (_("Applications close"), round_.closes_at, False),
        ]
        if round_.late_until is not None:
            found.append((_("Last day for late applications"), round_.late_until, False))
    draw = drawn_at(round_)
    if draw is not None and round_.state != Round.State.PUBLISHED:
        if round_.state != Round.State.FROZEN:
            found.append((_("Applications have to be sealed before the draw"), draw, False))
        found.append((_("Draw"), draw, False))
    for what, day in (
        (_("Results"), round_.results_on),
        (_("Last day for families to answer"), round_.accept_by),
    ):
        if day is not None and (what != _("Results") or round_.state != Round.State.PUBLISHED):
            last = datetime.datetime.combine(day, datetime.time(23, 59), tzinfo=city.zone_info)
            found.append((what, last, True))
    return found
