"""The first page of staff: what waits for them and until when, and the parts that the rooms add."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from citycompact.web.city.clock import city_moment
from citycompact.web.declarations import Waiting, desk, waits
from citycompact.web.site.access import access_of


@dataclass(frozen=True)
class Figure:
    """A chart as inline SVG, empty where there is none, with what it says in words and the numbers behind it:
    heads of columns and rows of cells as they are written."""

    title: str
    text: str
    svg: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


@require_safe
def first_page(request: HttpRequest) -> HttpResponse:
    """What waits for the person, the soonest first, and the parts of their roles."""
    roles = access_of(request).roles
    found = [item for source in waits() if source.roles & roles for item in source.find(request)]
    given = [(part.template, part.context(request)) for part in desk() if part.roles & roles]
    context = {
        "waiting": [(item, say_days(item.until)) for item in sorted(found, key=_soonest_first)],
        "parts": [{"template": name, **content} for name, content in given if content is not None],
    }
    return render(request, "site/desk.html", context)


def _soonest_first(item: Waiting) -> tuple[bool, float]:
    return item.until is None, 0.0 if item.until is None else item.until.timestamp()


def say_days(moment: datetime.datetime | None) -> str:
    """In how many days of the city's calendar a moment comes, in words; empty for none."""
    if moment is None:
        return ""
    days = (timezone.localdate(moment) - timezone.localdate(city_moment())).days
    if days < 0:
        return _("it has passed")
    return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days} if days else _("today")
