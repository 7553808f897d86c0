"""The office's pages of rounds: the list, setting one up, and who moves between two runs."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from citycompact.web.decisions.attempts import name_run
from citycompact.web.decisions.folders import KeptFolder
from citycompact.web.decisions.life import State
from citycompact.web.decisions.models import Attempt, JointDecision
from citycompact.web.decisions.steps import begin, stays
from citycompact.web.enrollment.match import ROUND
from citycompact.web.enrollment.models import Round
from citycompact.web.enrollment.pages.office_forms import NewRoundForm, RoundForm
from citycompact.web.enrollment.two_runs import differences
from citycompact.web.site.access import signed_in


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """All rounds."""
    found = Round.objects.annotate(
        submitted=Count("applications", filter=Q(applications__state="submitted")),
        drafts=Count("applications", filter=Q(applications__state="draft")),
    )
    return render(request, "enrollment/office/rounds.html", {"rounds": found})


@require_http_methods(["GET", "POST"])
def edit_round(request: HttpRequest, round_id: str) -> HttpResponse:
    """Set a round up, as long as its facts are open."""
    found = get_object_or_404(Round, pk=round_id)
    if found.decision.status.state != State.OPEN:
        raise Http404
    form = RoundForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            # A freeze waits for this, and this for a freeze: what was frozen meanwhile is not edited.
            still_open = stays(found.decision_id) == State.OPEN
            if still_open:
                saved = form.save()
                JointDecision.objects.filter(pk=saved.decision_id).update(title=saved.name)
        if still_open:
            messages.success(request, _("Saved."))
        else:
            messages.error(request, _("The round was frozen meanwhile; nothing was changed."))
        return redirect("decisions:work", ROUND.name, round_id)
    return render(request, "enrollment/office/edit_round.html", {"round": found, "form": form})


@require_http_methods(["GET", "POST"])
def new_round(request: HttpRequest) -> HttpResponse:
    """Begin to set up a round."""
    form = NewRoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = form.save(commit=False)
            made.decision = begin(ROUND.name, made.round_id, made.name, signed_in(request))
            made.save()
        return redirect("enrollment:edit_round", made.pk)
    return render(request, "enrollment/office/new_round.html", {"form": form})


@require_safe
def compare(request: HttpRequest, number: int, other: int) -> HttpResponse:
    """Who would move between two runs of a round, and why."""
    from citycompact.record.match.comparison import compare as compare_rounds
    from citycompact.record.match.finished_folder import FinishedFolder

    first, second = (
        get_object_or_404(
            Attempt.objects.select_related("rulebook", "freeze", "decision__round"),
            pk=n,
            state=Attempt.State.DONE,
            decision__kind=ROUND.name,
        )
        for n in (number, other)
    )
    with tempfile.TemporaryDirectory() as scratch:
        folders = [
            FinishedFolder(KeptFolder.unpack(item.folder, Path(scratch) / str(item.pk)))
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
        {
            "names": [name_run(first), name_run(second)],
            "rounds": list(dict.fromkeys([first.decision, second.decision])),
            "differences": differences(first, second),
            "same": found.same,
            "moved": len(found.movers),
            "tables": tables,
        },
    )
