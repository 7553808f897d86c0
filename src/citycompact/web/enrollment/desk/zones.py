"""Children who applied and schools, per attendance zone: a map where the city has zones, and a table."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Count
from django.db.models.fields.json import KeyTextTransform
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citycompact.city import LEVEL_NAMES
from citycompact.web.city.models import City, School
from citycompact.web.enrollment.desk import charts
from citycompact.web.enrollment.desk.round_in_hand import round_in_hand
from citycompact.web.enrollment.models import Application, Round, Sent
from citycompact.web.site.desk import Figure
from citycompact.web.site.language import page_language


def children_by_zone(round_: Round) -> dict[str, int]:
    """How many children whose application counts live in each zone; under no name those in none."""
    sent = Sent.objects.filter(round=round_, state=Application.State.SUBMITTED)
    named = sent.annotate(zone=KeyTextTransform("zone", "content")).values_list("zone")
    return {zone or "": count for zone, count in named.annotate(count=Count("pk")).order_by()}


def map_of_zones(request: HttpRequest) -> dict[str, Any] | None:
    """The map of the round; None before there is one."""
    round_ = round_in_hand()
    if round_ is None:
        return None
    children = children_by_zone(round_)
    schools = list(School.objects.values_list("zone", "longitude", "latitude"))
    text = City.objects.values_list("zones", flat=True).first() or ""
    drawn = [] if not text else [str(item["properties"]["zone"]) for item in json.loads(text)["features"]]
    there: dict[str, int] = {}
    for zone, _longitude, _latitude in schools:
        there[zone or ""] = there.get(zone or "", 0) + 1
    zones = sorted({*drawn, *children, *there} - {""}, key=lambda zone: (-children.get(zone, 0), zone))
    rows = [[zone, f"{children.get(zone, 0):,}", f"{there.get(zone, 0):,}"] for zone in zones]
    rows.append([_("in no zone"), f"{children.get('', 0):,}", f"{there.get('', 0):,}"])
    points = tuple((x, y) for _zone, x, y in schools if x is not None and y is not None)
    counts = tuple(sorted((zone, count) for zone, count in children.items() if zone))
    titles = tuple((level, words[page_language()]) for level, words in LEVEL_NAMES.items())
    svg = charts.zone_map(text, counts, points, titles) if drawn else ""
    heads = [_("Zone"), _("Children"), _("Schools")]
    said = _said(children, len(zones), bool(drawn), bool(points), len(schools) - len(points))
    return {"figures": [Figure(_("Children and schools, by zone"), said, svg, heads, rows)]}


def _said(children: dict[str, int], zones: int, drawn: bool, placed: bool, unplaced: int) -> str:
    """What the map says, in words, and what it lacks."""
    inside = sum(count for zone, count in children.items() if zone)
    words = ngettext(
        "%(n)s child who applied lives in one of %(zones)s zones",
        "%(n)s children who applied live in %(zones)s zones",
        inside,
    )
    said = [
        words % {"n": f"{inside:,}", "zones": zones}
        + _(", and %(n)s in none.") % {"n": f"{children.get('', 0):,}"}
    ]
    if not drawn:
        said.append(_("The city has no shapes of its zones, so there is no map; load them as zones.geojson."))
    elif placed:
        said.append(_("The darker, the more children; each point is a school."))
    else:
        said.append(_("The darker, the more children. No school has coordinates, so none is on the map."))
    if drawn and placed and unplaced:
        words = ngettext(
            "%(n)s school without coordinates is not on the map.",
            "%(n)s schools without coordinates are not on the map.",
            unplaced,
        )
        said.append(words % {"n": unplaced})
    return " ".join(said)
