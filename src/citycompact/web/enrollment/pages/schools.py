"""The roster of a school; seats and demand stand in a table of their own."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from citycompact.web.enrollment.models import Outcome, Round
from citycompact.web.enrollment.open_rounds import to_pick
from citycompact.web.enrollment.proved import proved, published
from citycompact.web.site.own_schools import own_schools
from citycompact.web.site.readings import children_shown


@require_safe
def roster(request: HttpRequest) -> HttpResponse:
    """Who was placed at one's schools, once the results are published."""
    asked_for = to_pick(request, list(Round.objects.published().order_by("-opens_at")))
    round_: Round | None = asked_for["round"]
    placed = Outcome.objects.none()
    if round_ is not None:
        placed = (
            Outcome.objects.filter(attempt=round_.published, program__school__in=own_schools(request))
            .select_related("child", "program__school")
            .order_by("program__school__name", "program__grade", "child__family_name", "child__given_name")
        )
    page = Paginator(placed, 100).get_page(request.GET.get("page"))
    as_published = [] if round_ is None else proved(list(page), published(round_.decision))
    children_shown(request, [outcome.child_id for outcome in as_published])
    context = {
        "page": page,
        "keep": asked_for["and_round"],
        "placed": as_published,
        "differing": len(page) - len(as_published),
        **asked_for,
    }
    return render(request, "enrollment/school/roster.html", context)
