"""The office's list of applications, found by words and by what they are."""

from __future__ import annotations

import secrets

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from citycompact.city import GRADES
from citycompact.web.city.models import School
from citycompact.web.enrollment.finding import ABOUT, found
from citycompact.web.enrollment.models import Application, Round, Version
from citycompact.web.enrollment.placing import count_unplaced
from citycompact.web.site.readings import children_shown

A_PAGE = 50
LONGEST = 200
BY = ("round", "state", "grade", "school", "channel", "about")
_SEARCHES = "searches"
_KEPT = 20
"""Searches that a session remembers, so that two tabs and the way back show each its own."""


@require_http_methods(["GET", "POST"])
def children(request: HttpRequest) -> HttpResponse:
    """Applications, those changed last first.

    What is searched for names people: it is sent as a form, and stands in no address and in no log.
    """
    if request.method == "POST":
        asked = {name: request.POST.get(name, "") for name in BY}
        words = request.POST.get("q", "").strip()[:LONGEST]
        key = _keep(request, words) if words else ""
        wanted = {name: value for name, value in {"s": key, **asked}.items() if value}
        address = reverse("enrollment:applications")
        return redirect(f"{address}?{urlencode(wanted)}" if wanted else address)
    key = request.GET.get("s", "")
    words = request.session.get(_SEARCHES, {}).get(key, "")
    asked = {name: request.GET.get(name, "") for name in BY}
    rows = found(words, asked)
    order = ("child__family_name", "child__given_name", "pk") if words else ("-updated_at", "pk")
    page = Paginator(rows.order_by(*order), A_PAGE).get_page(request.GET.get("page"))
    children_shown(request, [application.child_id for application in page])
    kept = {name: value for name, value in {"s": key if words else "", **asked}.items() if value}
    return render(
        request,
        "enrollment/office/children.html",
        {
            "page": page,
            "q": words,
            "most": LONGEST,
            "forgotten": bool(key and not words),
            "filters": _filters(asked),
            "filtered": any(asked.values()),
            "keep": f"&{urlencode(kept)}" if kept else "",
            "unplaced": count_unplaced(),
        },
    )


def _keep(request: HttpRequest, words: str) -> str:
    """Remember a search in the session, and say under which key."""
    searches = request.session.get(_SEARCHES, {})
    key = next((known for known, said in searches.items() if said == words), secrets.token_urlsafe(6))
    searches = {**{k: v for k, v in searches.items() if k != key}, key: words}
    request.session[_SEARCHES] = dict(list(searches.items())[-_KEPT:])
    return key


def _filters(asked: dict[str, str]) -> list[dict[str, object]]:
    """Name, label, options and choice of each list that narrows the applications."""
    lists = (
        ("round", _("Round"), [(item.pk, item.name) for item in Round.objects.all()]),
        ("state", _("State"), Application.State.choices),
        ("grade", _("Grade"), [(grade, grade) for grade in GRADES]),
        ("school", _("School on the list"), School.objects.values_list("pk", "name")),
        ("channel", _("Last sent"), Version.Channel.choices),
        ("about", _("Only"), [(name, words) for name, (words, _condition) in ABOUT.items()]),
    )
    return [
        {"name": name, "label": label, "options": options, "chosen": asked[name]}
        for name, label, options in lists
    ]
