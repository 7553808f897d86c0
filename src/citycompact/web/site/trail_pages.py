"""Pages of the audit trail, and of its heads."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from citycompact.web.site import trail
from citycompact.web.site.access import access_of
from citycompact.web.site.harmless_cells import harmless
from citycompact.web.site.models import Head
from citycompact.web.site.readings import children_shown
from citycompact.web.site.searches import KEY, keep_search, kept_search

A_PAGE = 100
COLUMNS = (
    "at",
    "kind",
    "label",
    "object",
    "who",
    "email",
    "name_now",
    "token",
    "database_role",
    "route",
    "why",
    "content",
    "event_table",
    "event_id",
)
"""Of the trail as CSV: ``who`` is the account's id, ``email`` its address at the time."""


@require_http_methods(["GET", "HEAD", "POST"])
def audit_trail(request: HttpRequest) -> HttpResponse:
    """Who changed, read or took what, when and why.

    Words and e-mail addresses that are searched for stand in no address of a page.
    """
    if request.method == "POST":
        key = keep_search(request, {name: request.POST.get(name, "") for name in ("q", "person")})
        plain = {name: request.POST.get(name, "").strip() for name in ("kind", "child")}
        wanted = {name: value for name, value in {KEY: key, **plain}.items() if value}
        return redirect(f"{reverse('trail')}?{urlencode(wanted)}")
    kept = kept_search(request) or {}
    asked = {
        name: kept.get(name) or request.GET.get(name, "").strip() for name in ("q", "kind", "person", "child")
    }
    among = trail.seen_by(access_of(request).roles)
    before = trail.Place.read(request.GET.get("before", ""))
    found = list(
        trail.events(
            asked["q"],
            asked["kind"],
            A_PAGE + 1,
            before,
            among,
            person=asked["person"],
            child=asked["child"],
        )
    )
    for event in found:
        event["what"] = f"{gettext(event['kind'])}: {_done(event['label'])}"
    following = str(trail.Place.of(found[A_PAGE - 1])) if len(found) > A_PAGE else ""
    if asked["child"] and found:
        children_shown(request, [asked["child"][: trail.LONGEST]])
    return render(
        request,
        "site/trail.html",
        {
            "events": found[:A_PAGE],
            "asked": asked,
            "accounts": trail.accounts_of(asked["person"]),
            "kinds": sorted(
                ((gettext(name), name) for name in {seen.kind for seen in among.values()}), key=itemgetter(0)
            ),
            "earlier": _earlier(request, asked, kept, following),
        },
    )


def _earlier(request: HttpRequest, asked: Mapping[str, str], kept: Mapping[str, str], following: str) -> str:
    """The rest of the address of what was before what is shown; empty where that is all."""
    if not following:
        return ""
    shown = {name: value for name, value in asked.items() if value and name not in kept}
    return urlencode({KEY: request.GET.get(KEY, ""), **shown, "before": following})


def _done(label: str) -> str:
    """What was done, as the trail's tables call it, in words."""
    return {
        "insert": _("added"),
        "found": _("found when the trail began to follow it"),
        "update": _("changed"),
        "delete": _("removed"),
        "password": _("password set"),
        "secret": _("code used or device changed"),
        "signed in": _("signed in"),
        "failed": _("failed"),
        "wrong code": _("wrong code"),
        "read": _("page read"),
        "export": _("file taken"),
    }.get(label, label)


@require_safe
def trail_export(request: HttpRequest) -> StreamingHttpResponse:
    """The whole trail as CSV, for the auditor."""
    among = trail.seen_by(access_of(request).roles)

    def lines() -> Iterator[str]:
        target = io.StringIO()
        writer = csv.writer(target)
        writer.writerow(COLUMNS)
        for event in trail.every_event(among):
            writer.writerow([_cell(event, name) for name in COLUMNS])
            yield target.getvalue()
            target.seek(0)
            target.truncate()

    response = StreamingHttpResponse(lines(), content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="trail.csv"'
    return response


def _cell(event: dict[str, Any], name: str) -> Any:
    value = event[name]
    return harmless(json.dumps(value, ensure_ascii=False) if name == "content" else value)


@require_safe
def heads(request: HttpRequest) -> HttpResponse:
    """The heads of the trail, for everybody."""
    page = Paginator(Head.objects.all(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "site/heads.html", {"page": page})
