"""The office's list of applications, found by words and by what they are."""

from __future__ import annotations

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
from citycompact.web.site.searches import KEY, LONGEST, keep_search, kept_search

A_PAGE = 50
BY = ("round", "state", "grade", "school", "channel", "about")


@require_http_methods(["GET", "POST"])
def children(request: HttpRequest) -> HttpResponse:
    """Applications, those changed last first.

    What is searched for names people: it is sent as a form, and stands in no address and in no log.
    """
    if request.method == "POST":
        asked = {name: request.POST.get(name, "") for name in BY}
        key = keep_search(request, {"q": request.POST.get("q", "")})
        wanted = {name: value for name, value in {KEY: key, **asked}.items() if value}
        address = reverse("enrollment:applications")
        return redirect(f"{address}?{urlencode(wanted)}" if wanted else address)
    kept = kept_search(request)
    words = (kept or {}).get("q", "")
    asked = {name: request.GET.get(name, "") for name in BY}
    rows = found(words, asked)
    order = ("child__family_name", "child__given_name", "pk") if words else ("-updated_at", "pk")
    page = Paginator(rows.order_by(*order), A_PAGE).get_page(request.GET.get("page"))
    children_shown(request, [application.child_id for application in page])
    shown = {KEY: request.GET.get(KEY, "") if words else "", **asked}
    return render(
        request,
        "enrollment/office/children.html",
        {
            "page": page,
            "q": words,
            "most": LONGEST,
            "forgotten": kept is None,
            "filters": _filters(asked),
            "filtered": any(asked.values()),
            "keep": "".join(f"&{urlencode({name: value})}" for name, value in shown.items() if value),
            "unplaced": count_unplaced(),
        },
    )


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
