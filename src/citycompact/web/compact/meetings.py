"""Meetings of the steering committee: agenda, resolutions, minutes."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citycompact.compact import (
    PARTS,
)
from citycompact.web.compact.agendas import agenda_for
from citycompact.web.compact.forms import MeetingForm, NewMeetingForm, ResolutionForm
from citycompact.web.compact.models import Evidence, Meeting, Resolution
from citycompact.web.compact.progress_today import progress_today
from citycompact.web.compact.writing import all_errors, free_slug, may_write
from citycompact.web.site.language import page_language


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """All meetings."""
    return render(
        request,
        "compact/meetings.html",
        {"meetings": Meeting.objects.all(), "form": NewMeetingForm(), "may_write": may_write(request)},
    )


@require_POST
def new_meeting(request: HttpRequest) -> HttpResponse:
    """Set a meeting and make its agenda from the record of that day."""
    form = NewMeetingForm(request.POST)
    if not form.is_valid():
        messages.error(request, all_errors(form))
        return redirect("compact:meetings")
    meeting = form.save(commit=False)
    state = progress_today()
    meeting.agenda = agenda_for(state.facts, state.rules, meeting.held_on)
    meeting.save()
    return redirect("compact:meeting", meeting.pk)


@require_http_methods(["GET", "POST"])
def meeting(request: HttpRequest, number: int) -> HttpResponse:
    """Agenda, resolutions, minutes."""
    found = get_object_or_404(Meeting, pk=number)
    writes = may_write(request)
    form = MeetingForm(request.POST or None, instance=found)
    if request.method == "POST":
        if not writes or found.closed:
            raise Http404
        if form.is_valid():
            form.save()
            messages.success(request, _("Saved."))
            return redirect("compact:meeting", number)
    language = page_language()
    parts = [
        (names[language], [i for i in found.agenda if i["part"] == part]) for part, names in PARTS.items()
    ]
    return render(
        request,
        "compact/meeting.html",
        {
            "meeting": found,
            "parts": [(name, items) for name, items in parts if items],
            "language": language,
            "form": form,
            "resolution_form": ResolutionForm(),
            "resolutions": found.resolutions.select_related("owner_post"),
            "may_write": writes and not found.closed,
        },
    )


@require_POST
def resolve(request: HttpRequest, number: int) -> HttpResponse:
    """Record a resolution; where it is about a promise, it is evidence from then on."""
    found = get_object_or_404(Meeting, pk=number, closed=False)
    key = free_slug(Resolution, f"d-{found.held_on}")
    form = ResolutionForm(
        request.POST, instance=Resolution(resolution_id=key, meeting=found, on=found.held_on)
    )
    if form.is_valid():
        with transaction.atomic():
            resolution: Resolution = form.save()
            if resolution.promise is not None:
                Evidence.objects.create(
                    evidence_id=free_slug(Evidence, resolution.resolution_id),
                    promise=resolution.promise,
                    kind="resolution",
                    on=found.held_on,
                    title=resolution.what[:200].strip(),
                    title_es=resolution.what_es[:200].strip(),
                )
        messages.success(request, _("Saved."))
        return redirect("compact:meeting", number)
    messages.error(request, all_errors(form))
    return redirect("compact:meeting", number)
