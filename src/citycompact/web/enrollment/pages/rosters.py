"""Rosters brought in: by the office for all schools, by a school for its own."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from citycompact.facts import FactsError, Problem
from citycompact.web.city.models import School
from citycompact.web.enrollment.models import Round
from citycompact.web.enrollment.open_rounds import open_rounds, to_pick
from citycompact.web.enrollment.pupils import rules_of
from citycompact.web.enrollment.roster_import import (
    MOST_BYTES,
    MOST_SHOWN,
    NoLongerOpen,
    Preview,
    confirm,
    contradicted,
    preview,
    with_both_schools,
)
from citycompact.web.enrollment.verifying import CURRENT_SCHOOL
from citycompact.web.roles import OFFICE
from citycompact.web.site.access import access_of
from citycompact.web.site.own_schools import own_schools
from citycompact.web.site.problem_words import say_fault, say_sentence
from citycompact.web.site.readings import children_shown
from citycompact.web.tables.spreadsheets import CellProblem

_PLACE = "roster-import"
"""Where the session keeps what was shown: ids of children and schools, and nobody's name."""
_A_PAGE = 50


@require_http_methods(["GET", "POST"])
def rosters(request: HttpRequest) -> HttpResponse:
    """Show what a roster would confirm, then, at the same page, keep it."""
    asked_for = to_pick(request, open_rounds())
    round_ = asked_for["round"]
    if round_ is None:
        return render(request, "enrollment/office/rosters.html", {"round": None})
    is_office = OFFICE in access_of(request).roles
    schools = School.objects.order_by("name") if is_office else own_schools(request).order_by("name")
    context: dict[str, Any] = {
        **asked_for,
        "schools": schools,
        "is_office": is_office,
        "counts": "roster" in rules_of(round_).ways_of(CURRENT_SCHOOL),
    }
    own = None if is_office else {school.pk for school in schools}
    if request.method == "POST" and request.POST.get("confirm"):
        if _confirmed(request, round_, own):
            return redirect(reverse("enrollment:rosters") + asked_for["of_round"])
    elif request.method == "POST":
        context |= _previewed(request, round_, own)
    if is_office and "found" not in context:
        page = Paginator(contradicted(round_), _A_PAGE).get_page(request.GET.get("page"))
        context |= {"page": page, "rows": with_both_schools(list(page))}
    return render(request, "enrollment/office/rosters.html", context)


def _confirmed(request: HttpRequest, round_: Round, own: set[str] | None) -> bool:
    kept = request.session.pop(_PLACE, {})
    if kept.get("token") != request.POST["confirm"] or kept.get("round") != round_.pk:
        messages.error(request, _("Choose the file again: this preview is no longer the last one."))
        return False
    by_hand = {
        name.removeprefix("who-"): str(value)
        for name, value in request.POST.items()
        if name.startswith("who-")
    }
    try:
        count = confirm(kept["plan"], by_hand, round_, own)
    except NoLongerOpen:
        messages.error(request, _("The facts of the round are frozen: nothing was changed."))
        return False
    words = ngettext(
        "The roster has the school of %(count)s child.",
        "The roster has the school of %(count)s children.",
        count,
    )
    messages.success(request, words % {"count": count})
    return True


def _previewed(request: HttpRequest, round_: Round, own: set[str] | None) -> Mapping[str, Any]:
    request.session.pop(_PLACE, None)
    file, school = request.FILES.get("file"), request.POST.get("school", "")
    if own is not None and len(own) == 1:
        school = next(iter(own))
    chosen = {"school": school}
    if file is None or file.size is None or file.size > MOST_BYTES:
        messages.error(request, _("Choose a file of at most 25 MB."))
        return chosen
    if school and not (school in own if own is not None else School.objects.filter(pk=school).exists()):
        messages.error(request, _("Choose a school of the list."))
        return chosen
    try:
        found = preview(file.name or "", file.read(), round_, own, school or None)
    except FactsError as error:
        problems = [_at_its_cell(problem, file.name or "") for problem in error.problems]
        more = max(0, len(problems) - MOST_SHOWN)
        return chosen | {
            "found": {"problems": problems},
            "problems": problems[:MOST_SHOWN],
            "more_problems": more,
        }
    held = (*found.contradicted, *found.by_hand, *found.missing, *found.taken, *found.absent)
    children_shown(request, [item.child.pk for item in held])
    token = secrets.token_urlsafe(16)
    request.session[_PLACE] = {"token": token, "plan": found.plan(), "round": round_.pk}
    return chosen | {"found": found, "token": token, "preview": _in_words(found)}


def _at_its_cell(problem: Problem, name: str) -> CellProblem:
    words = say_fault(problem)
    if problem.file != name:
        words = f"{problem.file}: {words}"
    return CellProblem(words, problem.row, problem.column or "", problem.value or "")


def _in_words(found: Preview) -> dict[str, Any]:
    """What a preview says, with the schools' names, as much of it as is shown."""
    schools = {school.pk: school.name for school in School.objects.all()}

    def rows(listed: list[Any]) -> dict[str, Any]:
        return {
            "count": len(listed),
            "more": max(0, len(listed) - MOST_SHOWN),
            "rows": [
                {
                    "child": held.child,
                    "application": held.application_id,
                    "said": schools.get(held.said, held.said),
                    "has": schools.get(held.has, held.has),
                    "was": schools.get(held.was, held.was),
                    "options": [
                        {
                            "candidate": candidate,
                            "school": schools[candidate.school],
                            "picked": candidate.school == held.was
                            and candidate.school not in [c.school for c in held.candidates[:n]],
                        }
                        for n, candidate in enumerate(held.candidates)
                    ],
                }
                for held in listed[:MOST_SHOWN]
            ],
        }

    return {
        "notes": [say_sentence(note) for note in found.notes],
        "contradicted": rows(found.contradicted),
        "by_hand": rows(found.by_hand),
        "missing": rows(found.missing),
        "taken": rows(found.taken),
        "absent": rows(found.absent),
    }
