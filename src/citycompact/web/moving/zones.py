"""The office's page of attendance zones: drawn on the city's map, and brought in as GeoJSON."""

from __future__ import annotations

import json
from collections import Counter

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from citycompact.city import zones_problems
from citycompact.web.city.city_map import WIDTH, city_map
from citycompact.web.city.models import City, School
from citycompact.web.site.problem_words import say_problem

MOST_BYTES = 10_000_000
MOST_SHOWN = 50


@require_http_methods(["GET", "POST"])
def zones(request: HttpRequest) -> HttpResponse:
    """What lies where; a file is taken only if nothing is wrong with it, and everything wrong is named.

    Applications that were sent keep the zone that they were sent with.
    """
    faults: list[str] = []
    if request.method == "POST":
        text, faults = _read(request)
        if text is not None:
            with transaction.atomic():
                city = City.objects.select_for_update().get()
                city.zones = text
                city.save(update_fields=["zones"])
            messages.success(request, _("Saved. What was sent before keeps its zone."))
            return redirect("moving:zones")
    context = {
        "map": city_map(),
        "width": WIDTH,
        "rows": _rows(),
        "faults": faults[:MOST_SHOWN],
        "more": max(0, len(faults) - MOST_SHOWN),
    }
    return render(request, "moving/zones.html", context, status=422 if faults else 200)


def _read(request: HttpRequest) -> tuple[str | None, list[str]]:
    file = request.FILES.get("file")
    if file is None or not file.size or file.size > MOST_BYTES:
        return None, [_("Choose a GeoJSON file of at most 10 MB.")]
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, [_("The file is not UTF-8 text.")]
    problems = zones_problems(text)
    return (None, [say_problem(problem) for problem in problems]) if problems else (text, [])


def _rows() -> list[dict[str, object]]:
    """Each zone with its level and how many schools name it, and zones that only schools name."""
    text = City.objects.values_list("zones", flat=True).get()
    features = json.loads(text)["features"] if text else []
    schools = Counter(School.objects.exclude(zone=None).values_list("zone", flat=True))
    drawn = [(str(f["properties"]["zone"]), f["properties"].get("level") or "") for f in features]
    rows: list[dict[str, object]] = [
        {"zone": zone, "level": level, "schools": schools.get(zone, 0), "drawn": True}
        for zone, level in dict.fromkeys(drawn)
    ]
    known = {zone for zone, _level in drawn}
    return rows + [
        {"zone": zone, "level": "", "schools": count, "drawn": False}
        for zone, count in sorted(schools.items())
        if zone not in known
    ]
