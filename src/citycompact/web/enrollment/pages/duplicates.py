"""The office's page of children who may be one: put together, or told apart for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from citycompact.web.city.models import Program, School
from citycompact.web.decisions.life import State as Life
from citycompact.web.enrollment.duplicates import (
    Pair,
    children_of,
    is_suggested,
    suggestions,
    tell_apart,
    told_apart,
)
from citycompact.web.enrollment.merging import CannotMerge, last_sent, merge
from citycompact.web.enrollment.models import Application, Child, ToldApart
from citycompact.web.site.access import signed_in
from citycompact.web.site.posted import numbers_in
from citycompact.web.site.readings import children_shown

A_PAGE = 10
LONGEST_WHY = 300


@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Children who may be one child entered twice, most alike first."""
    return _shown(request, request.GET.get("page"))


def _shown(
    request: HttpRequest, number: str | None, typed: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The page; ``typed`` is what was sent with a fault, so that nothing of it is lost."""
    page = Paginator(suggestions(), A_PAGE).get_page(number)
    children = children_of(list(page))
    children_shown(request, children)
    names = _Names([application for child in children.values() for application in child.applications.all()])
    cards = [
        _card(pair, children, names, typed or {})
        for pair in page
        if {pair.first, pair.second} <= children.keys()
    ]
    return render(
        request,
        "enrollment/office/duplicates.html",
        {"page": page, "cards": cards, "apart": told_apart()[:50], "most": LONGEST_WHY},
        status=status,
    )


class _Names:
    """Names of the programs and schools that some applications name, looked up once."""

    def __init__(self, applications: Sequence[Application]) -> None:
        sent = [version.content for item in applications if (version := item.last_version)]
        wanted = {name for content in sent for name in content["choices"]}
        self.programs = Program.objects.select_related("school").in_bulk(wanted)
        self.schools = School.objects.in_bulk({content["current_school_id"] for content in sent} - {None})

    def said(self, application: Application) -> dict[str, Any] | None:
        """What was sent last, in words."""
        version = application.last_version
        if version is None:
            return None
        content = version.content
        return {
            "grade": content["grade"],
            "address": content["address"],
            "school": self.schools.get(content["current_school_id"], content["current_school_id"]),
            "choices": [self.programs.get(name, name) for name in content["choices"]],
        }


def _is_open(application: Application) -> bool:
    return application.round.decision.status.state == Life.OPEN


def _card(
    pair: Pair, children: Mapping[str, Child], names: _Names, typed: Mapping[str, Any]
) -> dict[str, Any]:
    both = [children[pair.first], children[pair.second]]
    mine = typed if typed.get("pair") == {pair.first, pair.second} else {}
    return {
        "key": f"{pair.first}-{pair.second}",
        "reasons": pair.reasons,
        "likeness": round(100 * pair.likeness),
        "sides": [
            {
                "child": child,
                "guardians": child.guardians.all(),
                "applications": [
                    # Of rounds that are decided it is enough that there was an application.
                    {"application": item, "said": names.said(item) if _is_open(item) else None}
                    for item in child.applications.all()
                ],
            }
            for child in both
        ],
        "rounds": _to_choose(both, mine.get("counts", ())),
        "why": mine.get("why", ""),
        "fault": mine.get("fault", ""),
    }


def _to_choose(both: Sequence[Child], chosen: Sequence[int]) -> list[dict[str, Any]]:
    """Rounds to which both were submitted, with the two applications; one of them counts."""
    found = []
    theirs = {item.round_id: item for item in both[1].applications.all()}
    for mine in both[0].applications.all():
        other = theirs.get(mine.round_id)
        if other is None or not _is_open(mine):
            continue
        if not mine.state == other.state == Application.State.SUBMITTED:
            continue
        last = last_sent(mine, other)
        picked = next((item for item in (mine, other) if item.pk in chosen), last)
        options = [
            {"application": item, "is_last": item == last, "picked": item == picked} for item in (mine, other)
        ]
        found.append({"round": mine.round, "options": options})
    return found


@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Put two rows together on a person's word, or keep that they are two children."""
    names = [request.POST.get(name, "") for name in ("first", "second")]
    keep = request.POST.get("keep", "")
    if keep:
        other = request.POST.get("other", "") or next((name for name in names if name != keep), "")
        names = [keep, other]
    children = [Child.objects.filter(pk=name).first() for name in names]
    one, two = children
    if one is None or two is None:
        return _refused(request, _("There is no such applicant number. Choose a pair on this page."))
    if one.pk == two.pk:
        return _refused(request, _("These are one entry, not two. Choose a pair on this page."))
    why = request.POST.get("why", "").strip()
    fault = ""
    if not why:
        fault = _("Write the reason: it stands in the trail.")
    elif keep and not (one.merged_into_id or two.merged_into_id or is_suggested(one, two)):
        fault = _("These two are not alike. Only entries that this page suggests are put together.")
    elif len(why) > LONGEST_WHY:
        fault = _("Shorten the reason to %(most)s characters.") % {"most": LONGEST_WHY}
    counts = numbers_in(_counting(request))
    if not fault and keep:
        try:
            merge(one, two, signed_in(request), counts, why)
        except CannotMerge as error:
            fault = str(error)
        else:
            words = _("Put together: %(id)s stays. Whoever acts for the child gets a letter.")
            messages.success(request, words % {"id": one.pk})
    elif not fault and (one.merged_into_id or two.merged_into_id):
        fault = _("One of them was put together with another entry already.")
    elif not fault:
        tell_apart(one, two, signed_in(request), why)
        messages.success(request, _("Kept: they are two children, and are not shown again."))
    if not fault:
        return redirect("enrollment:duplicates")
    messages.error(request, fault)
    typed = {"pair": {one.pk, two.pk}, "why": why, "counts": counts, "fault": fault}
    return _shown(request, request.POST.get("page"), typed, status=422)


def _counting(request: HttpRequest) -> list[str]:
    return [str(n) for name in request.POST for n in request.POST.getlist(name) if name.startswith("counts")]


def _refused(request: HttpRequest, words: str) -> HttpResponse:
    messages.error(request, words)
    return redirect("enrollment:duplicates")


@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Show two children again who were told apart."""
    found = ToldApart.objects.filter(pk__in=numbers_in([request.POST.get("number", "")])).first()
    if found is None:
        messages.error(request, _("That was taken back already."))
    elif not request.POST.get("why", "").strip():
        messages.error(request, _("Write the reason: it stands in the trail."))
    else:
        found.delete()
        messages.success(request, _("Taken back: the two are shown again."))
    return redirect("enrollment:duplicates")
