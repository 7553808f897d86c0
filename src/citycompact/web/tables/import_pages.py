"""The page on which a spreadsheet comes in."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from citycompact.web.tables.importing import Preview, confirm, preview
from citycompact.web.tables.opened import Opened
from citycompact.web.tables.spreadsheets import MOST_BYTES

MOST_SHOWN = 1_000
"""Changes and problems on the page; how many more there are is said."""


@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest, table: str) -> HttpResponse:
    """Bring a spreadsheet in: what it would change with every problem, and the same again to confirm."""
    opened = Opened(request, table)
    if not opened.writes:
        raise Http404
    found = None
    # A preview is worth one confirmation, and only of the file that the person has looked at last.
    place = f"table-import-{table}"
    if request.method == "POST" and request.POST.get("confirm"):
        kept = request.session.pop(place, {})
        if kept.get("token") == request.POST["confirm"]:
            count, problems = confirm(opened, kept["plan"])
            if not problems:
                words = ngettext("%(count)s row changed.", "%(count)s rows changed.", count)
                messages.success(request, words % {"count": count})
                return redirect("tables:table", table)
            found = Preview(problems=problems)
        else:
            messages.error(request, _("Choose the file again: this preview is no longer the last one."))
    elif request.method == "POST":
        request.session.pop(place, None)
        file = request.FILES.get("file")
        if file is None or not file.size or file.size > MOST_BYTES:
            messages.error(request, _("Choose a file of at most 5 MB."))
        else:
            found = preview(opened, file.name or "", file.read())
            if found.plan:
                request.session[place] = {"token": secrets.token_urlsafe(16), "plan": found.plan}
    return render(
        request,
        "tables/import.html",
        {
            "opened": opened,
            "found": found,
            "changes": found.changes[:MOST_SHOWN] if found else [],
            "more_changes": max(0, len(found.changes) - MOST_SHOWN) if found else 0,
            "problems": found.problems[:MOST_SHOWN] if found else [],
            "more_problems": max(0, len(found.problems) - MOST_SHOWN) if found else 0,
            "token": request.session.get(place, {}).get("token", ""),
        },
    )
