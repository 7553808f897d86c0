"""Pages of the runs of a round."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from citycompact.facts import FactsError
from citycompact.web.decisions.folders import KeptFolder
from citycompact.web.enrollment import round_steps
from citycompact.web.enrollment.models import Round, Run
from citycompact.web.enrollment.pages.office_forms import SeedForm
from citycompact.web.rulebooks.models import RulebookVersion
from citycompact.web.site.models import User


@require_safe
def run(request: HttpRequest, number: int) -> HttpResponse:
    """One run: progress while it runs, then its certificate and numbers."""
    found = get_object_or_404(
        Run.objects.select_related("round", "rulebook").prefetch_related("approvals__user"), pk=number
    )
    others = found.round.runs.filter(state=Run.State.DONE).exclude(pk=found.pk)
    return render(
        request,
        "enrollment/office/run.html",
        {
            "run": found,
            "others": others,
            "round": found.round,
        },
    )


@require_safe
def run_progress(request: HttpRequest, number: int) -> HttpResponse:
    """The part of the page that shows progress; asked for again every second while it runs."""
    found = get_object_or_404(Run, pk=number)
    response = render(request, "enrollment/office/_progress.html", {"run": found})
    if found.state in (Run.State.DONE, Run.State.FAILED) and request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"
    return response


@require_safe
def run_report(request: HttpRequest, number: int) -> HttpResponse:
    """The report of a run; it brings its own styles, and may run nothing."""
    found = get_object_or_404(Run, pk=number, state=Run.State.DONE)
    response = HttpResponse(KeptFolder.read(round_steps.result_name(found), "report.html"))
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    )
    return response


@require_safe
def compare(request: HttpRequest, number: int, other: int) -> HttpResponse:
    """Who would move between two runs of a round, and why."""
    from citycompact.record.match.comparison import compare as compare_rounds
    from citycompact.record.match.finished_folder import FinishedFolder

    first, second = (get_object_or_404(Run, pk=n, state=Run.State.DONE) for n in (number, other))
    with tempfile.TemporaryDirectory() as scratch:
        folders = [
            FinishedFolder(KeptFolder.unpack(round_steps.result_name(item), Path(scratch) / str(item.pk)))
            for item in (first, second)
        ]
        found = compare_rounds(*folders)
    tables = [
        (title, {"head": table.columns, "rows": table.rows()})
        for title, table in (
            (_("Who moves and why"), found.by_cause),
            (_("Seats by sector"), found.by_sector),
            (_("Movers by group"), found.by_group),
        )
    ]
    return render(
        request,
        "enrollment/office/compare.html",
        {"first": first, "second": second, "same": found.same, "moved": len(found.movers), "tables": tables},
    )


@require_POST
def approve(request: HttpRequest, number: int) -> HttpResponse:
    """Approve the publication of a run for one's sector."""
    found = get_object_or_404(Run, pk=number)
    user = request.user
    assert isinstance(user, User)
    return _step(request, found.round_id, lambda: round_steps.approve(found, user))


@require_POST
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Publish a run that a person of each signing sector has approved."""
    found = get_object_or_404(Run, pk=number)
    return _step(request, found.round_id, lambda: round_steps.publish(found))


def _step(request: HttpRequest, round_id: str, action: Callable[[], object]) -> HttpResponse:
    """Take a step of a round; what stands in its way is shown."""
    try:
        action()
    except round_steps.NotNow as error:
        messages.error(request, str(error))
    except FactsError as error:
        for problem in error.problems[:20]:
            messages.error(request, str(problem))
    return redirect("enrollment:round", round_id)


@require_POST
def freeze(request: HttpRequest, round_id: str) -> HttpResponse:
    """Freeze the facts and publish the commitment."""
    found = get_object_or_404(Round, pk=round_id)
    return _step(request, round_id, lambda: round_steps.freeze(found))


@require_POST
def seed(request: HttpRequest, round_id: str) -> HttpResponse:
    """Enter the seed and start the official run."""
    found = get_object_or_404(Round, pk=round_id)
    form = SeedForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the seed and the public event it comes from."))
        return redirect("enrollment:round", round_id)
    data = form.cleaned_data
    return _step(request, round_id, lambda: round_steps.start_run(found, data["seed"], data["source"]))


@require_POST
def what_if(request: HttpRequest, round_id: str) -> HttpResponse:
    """Start a run that decides nothing: another rulebook, or another seed."""
    found = get_object_or_404(Round, pk=round_id)
    other = RulebookVersion.objects.filter(pk=request.POST.get("rulebook") or 0).first()
    text = request.POST.get("seed", "").strip() or "what if"
    return _step(
        request,
        round_id,
        lambda: round_steps.start_run(found, text, _("what-if run"), official=False, rulebook=other),
    )


@require_safe
def commitment(request: HttpRequest, round_id: str) -> JsonResponse:
    """The published commitment of a round, for everybody."""
    found = get_object_or_404(Round, pk=round_id)
    if found.commitment is None:
        raise Http404
    return JsonResponse(found.commitment, json_dumps_params={"indent": 2})
