"""The office's page of addresses that are not on the map."""

from __future__ import annotations

import math
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from citycompact.web.city.city_map import WIDTH, CityMap, city_map
from citycompact.web.enrollment.drafts import find_place
from citycompact.web.enrollment.placing import put_on_the_map, streets_like, unplaced
from citycompact.web.site.access import signed_in
from citycompact.web.site.readings import children_shown

A_PAGE = 5
LONGEST_WHY = 300


@require_http_methods(["GET", "POST"])
def addresses(request: HttpRequest) -> HttpResponse:
    """Each address with who lives there, and a way to say where it is: another spelling, or a point."""
    drawn, there = city_map(), unplaced()
    typed: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        typed = {
            name: request.POST.get(name, "").strip()
            for name in ("address", "like", "other", "latitude", "longitude", "why")
        }
        place, faults = _said(typed, drawn)
        if not any(item.address == typed["address"] for item in there):
            messages.error(request, _("This address has its place meanwhile, or nobody names it any more."))
            return redirect("enrollment:unplaced")
        if place is not None and not faults:
            count = put_on_the_map(typed["address"], place, signed_in(request), typed["why"])
            words = ngettext(
                "It is on the map now. %(count)s application has its place, and its family a letter.",
                "It is on the map now. %(count)s applications have their place, and their families a letter.",
                count,
            )
            messages.success(request, words % {"count": count})
            return redirect("enrollment:unplaced")
        typed["faults"], status = faults, 422
    page = Paginator(there, A_PAGE).get_page(request.POST.get("page") or request.GET.get("page"))
    children_shown(request, [one.child_id for item in page for one in item.applications])
    cards = [
        {"item": item, "like": streets_like(item.address), "typed": _typed(typed, item.address)}
        for item in page
    ]
    context = {"page": page, "cards": cards, "map": drawn, "width": WIDTH, "most": LONGEST_WHY}
    return render(request, "enrollment/office/unplaced.html", context, status=status)


def _typed(typed: dict[str, Any], address: str) -> dict[str, Any]:
    return typed if typed.get("address") == address else {}


def _said(typed: dict[str, Any], drawn: CityMap | None) -> tuple[tuple[float, float] | None, list[str]]:
    """The place that was chosen, and everything that is wrong with what was said."""
    faults, place = [], None
    spelled = typed["like"] or typed["other"]
    if spelled:
        place = find_place(spelled)
        if place is None:
            faults.append(_("“%(address)s” is not on the map either.") % {"address": spelled})
    elif typed["latitude"] or typed["longitude"]:
        place = _point(typed["latitude"], typed["longitude"])
        if place is None:
            faults.append(_("Latitude and longitude are numbers such as 39.2904 and -76.6122."))
        elif drawn is not None and not drawn.bounds.holds(*place):
            faults.append(_("This point lies outside the city's map."))
    else:
        faults.append(_("Choose a spelling, write another, or choose the point on the map."))
    if not typed["why"]:
        faults.append(_("Write the reason: the family reads it, and it stands in the trail."))
    elif len(typed["why"]) > LONGEST_WHY:
        faults.append(_("Shorten the reason to %(most)s characters.") % {"most": LONGEST_WHY})
    return place, faults


def _point(latitude: str, longitude: str) -> tuple[float, float] | None:
    try:
        found = round(float(latitude), 5), round(float(longitude), 5)
    except ValueError:
        return None
    known = math.isfinite(found[0]) and math.isfinite(found[1])
    return found if known and abs(found[0]) <= 90 and abs(found[1]) <= 180 else None
