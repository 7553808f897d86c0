"""The list of applications to look at."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from citycompact.web.enrollment.models import Application, Review, Round
from citycompact.web.enrollment.open_rounds import ROUND, open_rounds, to_pick
from citycompact.web.enrollment.open_rounds import picked as picked_round
from citycompact.web.enrollment.reviewing import REASONS, counts_by_reason, look_at, unusual
from citycompact.web.roles import OFFICE
from citycompact.web.site.access import access_of, signed_in
from citycompact.web.site.posted import numbers_in
from citycompact.web.site.readings import children_shown

A_PAGE = 50
LONGEST_WHY = 300


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """Applications of the open round about which something is unusual; some of them marked as looked at."""
    round_ = picked_round(request, open_rounds())
    if round_ is None:
        messages.error(request, _("No round is open for applications now."))
        return redirect("enrollment:applications")
    why, picked = "", set[int]()
    may_mark = OFFICE in access_of(request).roles
    if request.method == "POST":
        if not may_mark:
            raise PermissionDenied
        why = request.POST.get("why", "").strip()
        picked = set(numbers_in(request.POST.getlist("application")))
        if not picked:
            messages.error(request, _("Choose at least one application."))
        elif not why:
            messages.error(request, _("Write what you have seen: it stands in the trail."))
        elif len(why) > LONGEST_WHY:
            messages.error(request, _("Shorten the reason to %(most)s characters.") % {"most": LONGEST_WHY})
        else:
            _mark(request, round_, picked, why)
            kept = {name: request.GET[name] for name in (ROUND, "reason", "page") if name in request.GET}
            return redirect(f"{reverse('enrollment:review')}?{urlencode(kept)}")
    return _shown(request, round_, why, picked, may_mark)


def _mark(request: HttpRequest, round_: Round, picked: set[int], why: str) -> None:
    marked, own = look_at(round_, picked, signed_in(request), why)
    if marked:
        words = ngettext(
            "%(count)s application is marked as looked at.",
            "%(count)s applications are marked as looked at.",
            marked,
        )
        messages.success(request, words % {"count": marked})
    if own:
        words = ngettext(
            "You sent %(count)s of them yourself: somebody else of the office looks at it.",
            "You sent %(count)s of them yourself: somebody else of the office looks at them.",
            own,
        )
        messages.error(request, words % {"count": own})


def _shown(request: HttpRequest, round_: Round, why: str, picked: set[int], may_mark: bool) -> HttpResponse:
    found = unusual(round_)
    waiting = [item for item in found if not item.looked_at]
    shown_looked_at = request.GET.get("looked") == "1"
    listed = [item for item in found if item.looked_at] if shown_looked_at else waiting
    counts = counts_by_reason(listed)
    reason = request.GET.get("reason", "")
    if reason in REASONS:
        listed = [item for item in listed if reason in item.reasons]
    page = Paginator(listed, A_PAGE).get_page(request.GET.get("page"))
    items = Application.objects.select_related("child").in_bulk([item.application_id for item in page])
    children_shown(request, [item.child_id for item in items.values()])
    versions = [item.version_id for item in page]
    reviews = {
        row.version_id: row for row in Review.objects.filter(version__in=versions).select_related("by")
    }
    asked_for = to_pick(request, open_rounds())
    kept = {"reason": reason, "looked": "1" if shown_looked_at else ""}
    kept |= {ROUND: round_.pk} if asked_for["rounds"] else {}
    context = {
        **asked_for,
        "page": page,
        "rows": [
            {
                "application": items[item.application_id],
                "child": items[item.application_id].child,
                "sentences": item.sentences,
                "review": reviews.get(item.version_id),
                "picked": item.application_id in picked,
            }
            for item in page
            if item.application_id in items
        ],
        "reasons": [(name, words, counts[name]) for name, words in REASONS.items()],
        "reason": reason,
        "waiting": len(waiting),
        "looked_at": len(found) - len(waiting),
        "shown_looked_at": shown_looked_at,
        "may_mark": may_mark and not shown_looked_at,
        "why": why,
        "most": LONGEST_WHY,
        "keep": "".join(f"&{name}={value}" for name, value in kept.items() if value and name != "reason")
        + (f"&reason={reason}" if reason in REASONS else ""),
    }
    return render(request, "enrollment/office/review.html", context)
