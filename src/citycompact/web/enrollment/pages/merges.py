"""The office's page of entries that were put together, the last first; any of them is told apart again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from citycompact.web.enrollment.models import Merge
from citycompact.web.enrollment.pages.duplicates import LONGEST_WHY
from citycompact.web.enrollment.separating import CannotSeparate, separate
from citycompact.web.site.access import signed_in
from citycompact.web.site.posted import numbers_in
from citycompact.web.site.readings import children_shown

A_PAGE = 25


@require_safe
def merges(request: HttpRequest) -> HttpResponse:
    """What was put together, by whom, when and why."""
    return _shown(request, request.GET.get("page"))


def _shown(
    request: HttpRequest, number: str | None, typed: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    page = Paginator(Merge.objects.select_related("keep", "other", "by"), A_PAGE).get_page(number)
    children_shown(request, {name for item in page for name in (item.keep_id, item.other_id)})
    context = {"page": page, "typed": typed or {}, "most": LONGEST_WHY}
    return render(request, "enrollment/office/merges.html", context, status=status)


@require_POST
def separate_again(request: HttpRequest) -> HttpResponse:
    """Tell two entries apart that were put together, for a reason."""
    why = request.POST.get("why", "").strip()
    merge = Merge.objects.filter(pk__in=numbers_in([request.POST.get("number", "")])).first()
    if merge is None:
        messages.error(request, _("These two are told apart already."))
        return redirect("enrollment:merges")
    fault = ""
    if not why:
        fault = _("Write the reason: it stands in the trail.")
    elif len(why) > LONGEST_WHY:
        fault = _("Shorten the reason to %(most)s characters.") % {"most": LONGEST_WHY}
    else:
        try:
            separate(merge, signed_in(request), why)
        except CannotSeparate as error:
            fault = str(error)
    if fault:
        messages.error(request, fault)
        typed = {"number": merge.pk, "why": why, "fault": fault}
        return _shown(request, request.POST.get("page"), typed, status=422)
    messages.success(
        request, _("Told apart: each has its own application again, and both families get a letter.")
    )
    return redirect("enrollment:merges")
