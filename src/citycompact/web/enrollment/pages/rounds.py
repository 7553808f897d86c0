"""The office's pages of rounds."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from citycompact.web.enrollment import round_steps
from citycompact.web.enrollment.models import Round, Run
from citycompact.web.enrollment.package import package_of
from citycompact.web.enrollment.pages.office_forms import NewRoundForm, RoundForm, SeedForm
from citycompact.web.rulebooks.forms import RulebookForm
from citycompact.web.rulebooks.models import RulebookVersion


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """All rounds."""
    found = Round.objects.annotate(
        submitted=Count("applications", filter=Q(applications__state="submitted")),
        drafts=Count("applications", filter=Q(applications__state="draft")),
    )
    books = RulebookVersion.objects.order_by("-uploaded_at")[:20]
    return render(
        request,
        "enrollment/office/rounds.html",
        {"rounds": found, "rulebooks": books, "form": RulebookForm()},
    )


@require_safe
def round_page(request: HttpRequest, round_id: str) -> HttpResponse:
    """One round: what blocks it, its steps, its runs."""
    found = get_object_or_404(Round.objects.select_related("rulebook", "published_run"), pk=round_id)
    runs = found.runs.select_related("rulebook").prefetch_related("approvals__user")
    rulebooks = RulebookVersion.objects.all()
    if found.rulebook_id is not None:
        rulebooks = rulebooks.exclude(pk=found.rulebook_id)
    official = next((run for run in runs if run.official and run.state != Run.State.FAILED), None)
    return render(
        request,
        "enrollment/office/round.html",
        {
            "round": found,
            "blockers": round_steps.blockers(found) if found.state in ("setup", "open") else [],
            "hard": round_steps.hard_blockers(found) if found.state == "open" else [],
            "runs": runs,
            "official": official,
            "missing": round_steps.missing_approvals(official) if official else [],
            "seed_form": SeedForm(),
            "rulebooks": rulebooks,
            "submitted": found.applications.filter(state="submitted").count(),
            "late": found.applications.filter(state="submitted", late=True).count(),
        },
    )


@require_http_methods(["GET", "POST"])
def edit_round(request: HttpRequest, round_id: str) -> HttpResponse:
    """Set a round up, or open it."""
    found = get_object_or_404(Round, pk=round_id)
    if found.state not in (Round.State.SETUP, Round.State.OPEN):
        raise Http404
    form = RoundForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save(commit=False)
            if request.POST.get("open"):
                saved.state = Round.State.OPEN
            saved.save()
        messages.success(request, _("Saved."))
        return redirect("enrollment:round", round_id)
    return render(request, "enrollment/office/edit_round.html", {"round": found, "form": form})


@require_http_methods(["GET", "POST"])
def new_round(request: HttpRequest) -> HttpResponse:
    """Begin to set up a round."""
    form = NewRoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.save()
        return redirect("enrollment:edit_round", made.pk)
    return render(request, "enrollment/office/new_round.html", {"form": form})


@require_safe
def package_export(request: HttpRequest, round_id: str) -> HttpResponse:
    """The facts of a round as a city package with its rulebook: what the command line's match takes."""
    found = get_object_or_404(Round.objects.select_related("rulebook"), pk=round_id)
    response = HttpResponse(package_of(found), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{round_id}.zip"'
    return response
