"""This city beside others, and a search over what others did."""

from __future__ import annotations

import datetime
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from citycompact.compact import (
    AREAS,
    BARRIER_KINDS,
    OUTCOMES,
    STATUSES,
    CompactFacts,
    Comparison,
    compare_cities,
    from_files,
)
from citycompact.facts import FactsError
from citycompact.web.compact.importing import search
from citycompact.web.compact.models import CityItem, OtherCity
from citycompact.web.compact.models.choices import spoken
from citycompact.web.compact.progress_today import progress_today


@require_safe
def cities(request: HttpRequest) -> HttpResponse:
    """This city beside others, and a search over what others pledged,
    what got in the way and what they did."""
    state = progress_today()
    others, unread = [], []
    kept = OtherCity.objects.exclude(pk=state.facts.city_id).order_by("pk")
    for key, name, at in kept.values_list("pk", "name", "imported_at"):
        try:
            others.append(_read(key, at))
        except FactsError:
            # Kept by an earlier version that read it otherwise.
            unread.append(name)
    rows = compare_cities([state.facts, *others], state.rules, state.progress.as_of)
    area = request.GET.get("area", "")
    words, kind = request.GET.get("words", "").strip()[:200], request.GET.get("kind", "")
    found = list(search(words, kind)[:50]) if words else []
    for item in found:
        item.area_name = AREAS[item.area][state.language] if item.area in AREAS else ""
        known = STATUSES.get(item.status) or BARRIER_KINDS.get(item.status)
        item.status_name = spoken(known) if known else ""
    return render(
        request,
        "compact/cities.html",
        {
            "rows": [(r, _shown(r, area)) for r in rows],
            "unread": unread,
            "here": state.facts.city_id,
            "areas": [(a, n[state.language]) for a, n in AREAS.items()],
            "area": area if area in AREAS else "",
            "outcomes": [n[state.language] for n in OUTCOMES.values()],
            "words": words,
            "kind": kind,
            "kinds": CityItem.KINDS,
            "found": found,
        },
    )


@lru_cache(maxsize=2_000)
def _read(city_id: str, imported_at: datetime.datetime) -> CompactFacts:
    """Another city's facts, read once for each time it was imported."""
    return from_files(
        OtherCity.objects.values_list("files", flat=True).get(pk=city_id, imported_at=imported_at)
    )


def _shown(row: Comparison, area: str) -> list[int]:
    counts = row.by_area.get(area, {}) if area in AREAS else None
    return [getattr(row, outcome) if counts is None else counts.get(outcome, 0) for outcome in OUTCOMES]
