"""The office's list of whom the draw asks for a proof, and what it found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from citycompact.web.enrollment.auditing import audited, is_closed, note
from citycompact.web.enrollment.models import Asked, Round
from citycompact.web.enrollment.verifying import name_fact, say_value
from citycompact.web.roles import OFFICE
from citycompact.web.site.access import access_of, signed_in
from citycompact.web.site.readings import children_shown


@require_safe
def audit(request: HttpRequest, name: str) -> HttpResponse:
    """Each child that is asked: the fact, what was sent, and what was found."""
    return _shown(request, get_object_or_404(Round.objects.select_related("rulebook"), pk=name))


def _shown(
    request: HttpRequest, round_: Round, typed: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    attempt = audited(round_)
    rows = [] if attempt is None else list(attempt.asked.select_related("child", "found_by"))
    children_shown(request, [row.child_id for row in rows])
    pages = dict(
        round_.applications.filter(child__in=[row.child_id for row in rows]).values_list("child_id", "pk")
    )
    return render(
        request,
        "enrollment/office/audit.html",
        {
            "round": round_,
            "drawn": attempt is not None,
            "rows": [
                {
                    "asked": row,
                    "fact": name_fact(row.fact),
                    "value": say_value(row.value),
                    "application": pages.get(row.child_id),
                    "finding": row.finding,
                    **(typed if typed is not None and typed["number"] == row.pk else {}),
                }
                for row in rows
            ],
            "left": sum(not row.finding for row in rows),
            "findings": Asked.Finding.choices,
            "may_note": OFFICE in access_of(request).roles,
        },
        status=status,
    )


@require_POST
def found(request: HttpRequest, number: int) -> HttpResponse:
    """Note what was found of one of them, with a reason."""
    asked = get_object_or_404(Asked.objects.select_related("attempt__decision__round"), pk=number)
    round_ = asked.attempt.decision.round
    if audited(round_) != asked.attempt:
        raise Http404
    finding = request.POST.get("finding", "")
    reason = request.POST.get("reason", "").strip()
    fault = ""
    if is_closed(asked.attempt):
        fault = _("Everybody was looked at and the counts are public: nothing changes any more.")
    elif finding not in Asked.Finding.values:
        fault = _("Choose what was found.")
    elif not 0 < len(reason) <= 300:
        fault = _("Say what you have seen, in at most 300 characters.")
    if fault:
        messages.error(request, fault)
        typed = {"number": number, "finding": finding, "reason": reason, "fault": fault}
        return _shown(request, round_, typed, status=422)
    note(asked, finding, reason, signed_in(request))
    messages.success(request, _("Noted."))
    return redirect("enrollment:audit", round_.pk)
