"""The steward's desk: what needs doing, changes of status, versions of the text, imports."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citycompact.compact import AREAS, say_text, template
from citycompact.facts import FactsError
from citycompact.web.city.models import City
from citycompact.web.compact.computed_indicators import recompute
from citycompact.web.compact.forms import BeginForm, CityForm, FileForm, StatusForm, VersionForm
from citycompact.web.compact.importing import MOST_BYTES, import_series, keep_city, read_city
from citycompact.web.compact.models import AgreementVersion, AmendmentProposal, Compact, Meeting, Promise
from citycompact.web.compact.progress_today import progress_today
from citycompact.web.compact.registers import REGISTERS
from citycompact.web.compact.writing import may_write
from citycompact.web.site.language import page_language
from citycompact.web.site.problem_words import say_problem


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Every promise with its colour and why, the red ones first."""
    if not Compact.objects.exists():
        return render(request, "compact/begin.html", {"form": BeginForm(), "may_write": may_write(request)})
    state = progress_today()
    order = ("red", "amber", "green")
    rows = sorted(state.promises, key=lambda p: order.index(p.progress.colour))
    return render(
        request,
        "compact/desk.html",
        {
            "state": state,
            "promises": rows,
            "registers": REGISTERS,
            "may_write": may_write(request),
            "meeting": Meeting.objects.filter(closed=False).order_by("held_on").first(),
            "city_form": CityForm(),
            "waiting": AmendmentProposal.objects.filter(state=AmendmentProposal.State.OPEN).count(),
        },
    )


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin the compact of this site's city."""
    city = City.current()
    form = BeginForm(request.POST)
    if city is None or Compact.objects.exists():
        raise Http404
    if not form.is_valid():
        return render(request, "compact/begin.html", {"form": form, "may_write": True})
    compact = form.save(commit=False)
    compact.city = city
    compact.save()
    messages.success(request, _("Saved."))
    return redirect("compact:desk")


@require_http_methods(["GET", "POST"])
def change_status(request: HttpRequest, promise_id: str) -> HttpResponse:
    """Change a promise's status on evidence."""
    promise = get_object_or_404(Promise, pk=promise_id)
    state = progress_today()
    form = StatusForm(promise, state.rules, request.POST or None, initial={"on": state.progress.as_of})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for row in form.rows:
                row.save()
        messages.success(request, _("Saved."))
        return redirect("compact:promise", promise_id)
    return render(
        request,
        "compact/form.html",
        {
            "title": _("Change the status"),
            "lead": say_text(promise, "pledge", page_language()),
            "form": form,
            "back": "compact:promise",
            "key": promise_id,
        },
    )


@require_http_methods(["GET", "POST"])
def new_version(request: HttpRequest) -> HttpResponse:
    """A new version of the agreement's text, begun from the last one or from the templates."""
    last = AgreementVersion.objects.first()
    start = {
        "text_en": last.text_en if last else "",
        "text_es": last.text_es if last else "",
        "adopted_on": City.today(),
    }
    if request.method == "POST" and request.POST.get("begin"):
        areas = [area for area in request.POST.getlist("areas") if area in AREAS]
        start = {
            **start,
            **{name: request.POST.get(name, "") for name in ("note", "adopted_on")},
            "text_en": "\n\n".join(
                filter(
                    None, [request.POST.get("text_en", "").strip(), template(areas, "en") if areas else ""]
                )
            ),
            "text_es": "\n\n".join(
                filter(
                    None, [request.POST.get("text_es", "").strip(), template(areas, "es") if areas else ""]
                )
            ),
        }
        form = VersionForm(initial=start)
    else:
        form = VersionForm(request.POST or None, initial=start)
        if request.method == "POST" and form.is_valid():
            version = form.save(commit=False)
            version.number = (last.number if last else 0) + 1
            version.save(force_insert=True)
            messages.success(request, _("Saved."))
            return redirect("compact:agreement")
    return render(
        request,
        "compact/form.html",
        {
            "title": _("New version of the agreement"),
            "lead": "",
            "form": form,
            "back": "compact:agreement",
            "key": "",
            "begin": True,
        },
    )


@require_POST
def series(request: HttpRequest) -> HttpResponse:
    """Import a series."""
    return _import(request, lambda content: import_series(content), "compact:indicators")


@require_POST
def import_city(request: HttpRequest) -> HttpResponse:
    """Import another city's compact."""
    given = {name: request.POST.get(name, "").strip() for name in ("city_id", "name", "state")}
    given["city_id"] = slugify(given["city_id"])

    def take(content: bytes) -> int:
        return len(keep_city(read_city(content, **given)).files)

    return _import(request, take, "compact:cities")


def _import(request: HttpRequest, take: Any, target: str) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    problems: list[str] = []
    if form.is_valid():
        upload = form.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            problems = [_("The file is larger than 5 MB.")]
        else:
            try:
                count = take(upload.read())
            except FactsError as error:
                problems = [say_problem(problem) for problem in error.problems]
            else:
                messages.success(
                    request,
                    ngettext("%(count)s row or table imported.", "%(count)s rows or tables imported.", count)
                    % {"count": count},
                )
                return redirect(target)
    else:
        problems = [_("Choose a file.")]
    return render(
        request, "compact/problems.html", {"problems": problems[:200], "total": len(problems)}, status=422
    )


@require_POST
def recompute_now(request: HttpRequest) -> HttpResponse:
    """Compute the computed indicators now instead of tonight."""
    count = recompute(City.today())
    messages.success(
        request,
        ngettext("%(count)s measurement computed.", "%(count)s measurements computed.", count)
        % {"count": count},
    )
    return redirect("compact:indicators")
