"""The office's page on which lists are held against what families state: a file out, and back."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from citycompact.web.enrollment import records_sheet
from citycompact.web.enrollment.open_rounds import open_rounds, picked, to_pick
from citycompact.web.enrollment.verifying import name_fact, name_way
from citycompact.web.site.readings import children_shown
from citycompact.web.tables.import_pages import MOST_SHOWN
from citycompact.web.tables.spreadsheets import ENDINGS, MOST_BYTES, download

_PLACE = "records-import"


@require_safe
def export(request: HttpRequest, ending: str) -> HttpResponse:
    """Who states what that nobody has verified, as CSV or Excel."""
    round_ = picked(request, open_rounds())
    if ending not in ENDINGS or round_ is None:
        raise Http404
    rows = list(records_sheet.rows_of(round_))
    children_shown(request, {row[0] for row in rows[1:]})
    return download("records", ending, rows)


@require_http_methods(["GET", "POST"])
def records(request: HttpRequest) -> HttpResponse:
    """Bring back what was found: first a preview with every problem, then the same again to confirm."""
    asked_for = to_pick(request, open_rounds())
    round_ = asked_for["round"]
    if round_ is None:
        return render(request, "enrollment/office/looking_up.html", {"round": None})
    found, shown = records_sheet.Preview(), False
    if request.method == "POST" and request.POST.get("confirm"):
        kept = request.session.pop(_PLACE, {})
        if kept.get("token") != request.POST["confirm"] or kept.get("round") != round_.pk:
            messages.error(request, _("Choose the file again: this preview is no longer the last one."))
        elif not request.POST.get("why", "").strip():
            request.session[_PLACE] = kept
            messages.error(request, _("Say which list it was, and of which day; it stands in the trail."))
        else:
            found.problems = records_sheet.confirm(kept["plan"], round_)
            if not found.problems:
                count = len(kept["plan"])
                words = ngettext("%(count)s fact is verified.", "%(count)s facts are verified.", count)
                messages.success(request, words % {"count": count})
                return redirect(reverse("enrollment:records") + asked_for["of_round"])
    elif request.method == "POST":
        request.session.pop(_PLACE, None)
        file = request.FILES.get("file")
        if file is None or not file.size or file.size > MOST_BYTES:
            messages.error(request, _("Choose a file of at most 5 MB."))
        else:
            found, shown = records_sheet.preview(file.name or "", file.read(), round_), True
            children_shown(request, [item.child for item in found.found])
            if found.found and not found.problems:
                plan = [item.planned() for item in found.found]
                request.session[_PLACE] = {
                    "token": secrets.token_urlsafe(16),
                    "plan": plan,
                    "round": round_.pk,
                }
    kept = request.session.get(_PLACE, {})
    context = {
        **asked_for,
        "rows": [
            {"child": child, "fact": name_fact(fact), "how": name_way(how)}
            for _row, child, fact, how, _value in kept.get("plan", [])[:MOST_SHOWN]
        ],
        "count": len(kept.get("plan", [])),
        "problems": found.problems[:MOST_SHOWN],
        "more_problems": max(0, len(found.problems) - MOST_SHOWN),
        "shown": shown,
        "token": kept.get("token", ""),
    }
    return render(request, "enrollment/office/looking_up.html", context)
