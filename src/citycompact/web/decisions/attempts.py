"""Pages of one run: progress while it works, then its certificate, hashes and report."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from citycompact.web.decisions.folders import KeptFolder
from citycompact.web.decisions.models import Attempt
from citycompact.web.decisions.seeing import seen
from citycompact.web.kinds import Kind

REPORT = "report.html"
"""File of a result that is its report, where its kind writes one."""


def name_run(attempt: Attempt) -> str:
    """A run by its number, when it was started, and what it was for."""
    words = {
        "number": attempt.pk,
        "time": formats.date_format(timezone.localtime(attempt.created_at), "DATETIME_FORMAT"),
        "purpose": _("the official run") if attempt.official else _("what-if"),
    }
    return _("Run %(number)s (%(time)s, %(purpose)s)") % words


def _attempt(request: HttpRequest, number: int, **more: Any) -> tuple[Kind, Attempt]:
    found = get_object_or_404(
        Attempt.objects.select_related("decision__status", "rulebook"), pk=number, **more
    )
    kind, _decision = seen(request, found.decision.kind, found.decision.name)
    return kind, found


@require_safe
def attempt(request: HttpRequest, number: int) -> HttpResponse:
    """One run: progress while it runs, then its certificate and hashes."""
    kind, found = _attempt(request, number)
    done = (
        found.decision.attempts.filter(state=Attempt.State.DONE)
        .exclude(pk=found.pk)
        .select_related("rulebook")
    )
    may_compare = kind.compare and found.state == Attempt.State.DONE
    return render(
        request,
        "decisions/attempt.html",
        {
            "attempt": found,
            "kind": kind,
            "decision": found.decision,
            "name": name_run(found),
            "others": [(other, name_run(other)) for other in done] if may_compare else (),
            "has_report": found.state == Attempt.State.DONE and _has_report(found),
        },
    )


def _has_report(attempt: Attempt) -> bool:
    return REPORT in KeptFolder.files_in(attempt.folder)


@require_safe
def attempt_progress(request: HttpRequest, number: int) -> HttpResponse:
    """The part of the page that shows progress; asked for again while it runs, and empty (204) as long as
    it stands as it was ``seen``, so that nothing on the page moves and nothing is read aloud."""
    _kind, found = _attempt(request, number)
    seen_before = request.GET.get("seen", "")
    if found.stands == seen_before:
        return HttpResponse(status=204)
    said_anew = seen_before.partition("|")[0] != found.state
    return render(request, "decisions/_progress.html", {"attempt": found, "said_anew": said_anew})


@require_safe
def attempt_report(request: HttpRequest, number: int) -> HttpResponse:
    """The report of a run; it brings its own styles, and may run nothing."""
    _kind, found = _attempt(request, number, state=Attempt.State.DONE)
    if not _has_report(found):
        raise Http404
    return in_its_own_styles(KeptFolder.read(found.folder, REPORT)[REPORT])


def in_its_own_styles(report: bytes) -> HttpResponse:
    """A report, which brings its own styles, loads nothing and may run nothing."""
    response = HttpResponse(report)
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    )
    return response
