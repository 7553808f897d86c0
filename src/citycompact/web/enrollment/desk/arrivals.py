"""Applications a day, beside those of the round before on the same day before its deadline."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citycompact.web.city.clock import city_moment, on_the_clock
from citycompact.web.city.models import City
from citycompact.web.enrollment.desk import charts
from citycompact.web.enrollment.desk.round_in_hand import round_before, round_in_hand
from citycompact.web.enrollment.models import Application, Round
from citycompact.web.site.desk import Figure


def by_days_before(round_: Round) -> dict[int, int]:
    """How many applications that count were first sent so many days before the deadline.

    Late ones have negative days; a draft, and what was withdrawn or put together with another, counts not.
    """
    city = City.current()
    closes = on_the_clock(round_.closes_at).date()
    first = (
        Application.objects.filter(
            round=round_, state=Application.State.SUBMITTED, child__merged_into=None, versions__number=1
        )
        .annotate(day=TruncDate("versions__submitted_at", tzinfo=None if city is None else city.zone_info))
        .values("day")
        .annotate(count=Count("pk"))
        .order_by("day")
    )
    return {(closes - row["day"]).days: row["count"] for row in first}


def arrivals(request: HttpRequest) -> dict[str, Any] | None:
    """The chart of a round's applications a day; None before there is a round."""
    round_ = round_in_hand()
    if round_ is None:
        return None
    mine, before = by_days_before(round_), round_before(round_)
    theirs = {} if before is None else by_days_before(before)
    return {"figures": [_figure(round_, mine, before, theirs)]}


def _figure(round_: Round, mine: dict[int, int], before: Round | None, theirs: dict[int, int]) -> Figure:
    today = max((on_the_clock(round_.closes_at).date() - on_the_clock(city_moment()).date()).days, 0)
    first = max([*mine, *theirs, today])
    name, last = round_.name, "" if before is None else before.name
    rows, points, all_mine, all_theirs, there = [], [], 0, 0, 0
    for day in range(first, min([*mine, *theirs, 0]) - 1, -1):
        all_mine, all_theirs = all_mine + mine.get(day, 0), all_theirs + theirs.get(day, 0)
        come = day >= today or day in mine
        if day == today:
            there = all_theirs
        if day >= 0:
            points += [(name, day, all_mine)] * (day >= today) + [(last, day, all_theirs)] * bool(last)
        cells = [f"{mine.get(day, 0):,}", f"{all_mine:,}"] if come else ["", ""]
        if last:
            cells += [f"{theirs.get(day, 0):,}", f"{all_theirs:,}"]
        rows.append([str(day) if day >= 0 else _("%(n)s after") % {"n": -day}, *cells])
    heads = [_("Days before the deadline"), name, _("%(round)s, in all") % {"round": name}]
    if last:
        heads += [last, _("%(round)s, in all") % {"round": last}]
    points.sort(key=lambda point: point[0] != name)
    return Figure(
        _("Applications, day by day"),
        _said(sum(mine.values()), sum(n for day, n in mine.items() if day < 0), last, there, all_theirs),
        charts.curves(tuple(points), _("Days before the deadline")) if points else "",
        heads,
        rows,
    )


def _said(count: int, late: int, last: str, there: int, in_all: int) -> str:
    """What the chart says, in words."""
    said = [ngettext("%(n)s application so far.", "%(n)s applications so far.", count) % {"n": f"{count:,}"}]
    if late:
        words = ngettext("%(n)s came after the deadline.", "%(n)s came after the deadline.", late)
        said.append(words % {"n": f"{late:,}"})
    if last:
        words = _(
            "In the round before, %(round)s, there were %(there)s on the same day, and %(all)s at the end."
        )
        said.append(words % {"round": last, "there": f"{there:,}", "all": f"{in_all:,}"})
    return " ".join(said)
