"""Pages of the audit trail."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Iterator
from operator import itemgetter

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from citycompact.web.site import trail
from citycompact.web.site.access import access_of
from citycompact.web.site.harmless_cells import harmless


@require_safe
def audit_trail(request: HttpRequest) -> HttpResponse:
    """Who changed what, when and why."""
    words, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    among = trail.seen_by(access_of(request).roles)
    before = _moment(request.GET.get("before", ""))
    found = list(trail.events(words, kind, 101, before, among))
    done = {"insert": _("added"), "update": _("changed"), "delete": _("removed")}
    for event in found:
        event["what"] = f"{gettext(event['kind'])}: {done.get(event['label'], event['label'])}"
    following = found[99]["at"].isoformat() if len(found) > 100 else ""
    return render(
        request,
        "site/trail.html",
        {
            "events": found[:100],
            "q": words,
            "kind": kind,
            "kinds": sorted(
                ((gettext(name), name) for name in {seen.kind for seen in among.values()}), key=itemgetter(0)
            ),
            "before": following,
        },
    )


def _moment(text: str) -> datetime.datetime | None:
    """A moment as an address gives it; None for what is none."""
    try:
        return datetime.datetime.fromisoformat(text).astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        return None


@require_safe
def trail_export(request: HttpRequest) -> StreamingHttpResponse:
    """The whole trail as CSV, for the auditor."""

    among = trail.seen_by(access_of(request).roles)

    def lines() -> Iterator[str]:
        columns = ("at", "kind", "label", "object", "who", "person", "route", "why", "content")
        target = io.StringIO()
        writer = csv.writer(target)
        writer.writerow(columns)
        for event in trail.events(limit=1_000_000, among=among):
            cells = (json.dumps(event[c]) if c == "content" else event[c] for c in columns)
            writer.writerow([harmless(cell) for cell in cells])
            yield target.getvalue()
            target.seek(0)
            target.truncate()

    response = StreamingHttpResponse(lines(), content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="trail.csv"'
    return response
