"""The round that the first page of staff is about, and until when something of it can still be done."""

from __future__ import annotations

import datetime

from citycompact.web.city.models import City
from citycompact.web.enrollment.models import Round
from citycompact.web.enrollment.open_rounds import open_rounds


def round_in_hand() -> Round | None:
    """The open round that comes first; where none is, the newest that was opened."""
    newest = Round.objects.select_related("rulebook").opened().order_by("-opens_at")
    return next(iter(open_rounds()), None) or newest.first()


def round_before(round_: Round) -> Round | None:
    """The round that was opened before another."""
    return Round.objects.opened().filter(opens_at__lt=round_.opens_at).order_by("-opens_at").first()


def drawn_at(round_: Round) -> datetime.datetime | None:
    """When the signed rules have it drawn; None where they name no time for it."""
    rules, city = None if round_.rulebook is None else round_.rulebook.rules(), City.current()
    if rules is None or city is None or round_.pk not in rules.round_ids:
        return None
    signed = rules.draw_of(round_.pk)
    return None if signed is None else signed.at.replace(tzinfo=city.zone_info)


def in_time_until(round_: Round) -> datetime.datetime | None:
    """Until when what is verified or mended is in time: the deadline, and once that has passed, the draw."""
    return drawn_at(round_) if round_.is_over() else round_.closes_at
