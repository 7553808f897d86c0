"""A decision's facts as a package: who takes them, of what, and the note of it in the trail."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pghistory
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from citycompact.facts import FactsError, sha256_hex
from citycompact.web.decisions import steps, usual
from citycompact.web.decisions.folders import KeptFolder, files_of, zipped
from citycompact.web.decisions.models import Export, JointDecision
from citycompact.web.decisions.seeing import seen
from citycompact.web.decisions.withheld import without_homes_and_families
from citycompact.web.kinds import Kind
from citycompact.web.roles import AUDITOR
from citycompact.web.site.access import access_of, signed_in
from citycompact.web.site.models import User
from citycompact.web.site.problem_words import say_problem


@require_http_methods(["GET", "HEAD", "POST"])
def package(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """The facts with their rulebook: what the command line takes. Who leads the decision has them anyway; the
    auditor gets them without homes and families, or whole for a stated reason, which the trail keeps."""
    found, decision = seen(request, kind, name)
    if not takes_facts(found, request):
        raise PermissionDenied
    reason = request.POST.get("reason", "").strip()[:500]
    if request.method == "POST" and not reason:
        messages.error(request, _("Say what you need homes and families for."))
        return redirect("decisions:work", decision.kind, decision.name)
    whole = bool(reason or found.leads & access_of(request).roles)
    try:
        content = package_of(decision, whole=whole)
    except FactsError as error:
        for problem in error.problems[:20]:
            messages.error(request, say_problem(problem))
        return redirect("decisions:work", decision.kind, decision.name)
    file = f"{name}.zip" if whole else f"{name}-without-homes.zip"
    note_export(decision, file, content, by=signed_in(request), reason=reason)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def takes_facts(kind: Kind, request: HttpRequest) -> bool:
    """Whether somebody takes the facts of these decisions: who leads them, and the auditor."""
    return bool((kind.leads | {AUDITOR}) & access_of(request).roles)


def note_export(
    decision: JointDecision,
    file: str,
    content: bytes,
    *,
    by: User | None = None,
    token: str = "",
    reason: str = "",
) -> None:
    """Note in the trail that somebody takes a file with a decision's facts or results: who, when, which, and
    what for where that was asked."""
    said = {"why": reason} if reason else {}
    with pghistory.context(user=None if by is None else str(by.pk), **said):
        Export.objects.create(decision=decision, by=by, token=token, file=file, sha256=sha256_hex(content))


def package_of(decision: JointDecision, *, whole: bool) -> bytes:
    """A decision's facts, zipped: the frozen ones, or before the freeze those of this moment; all of them
    only where ``whole`` (:mod:`~citycompact.web.decisions.withheld`)."""
    facts = _facts_of(decision)
    return facts if whole else without_homes_and_families(facts)


def _facts_of(decision: JointDecision) -> bytes:
    kind, frozen = steps.kind_of(decision), steps.last_freeze(decision)
    if frozen is not None:
        return KeptFolder.archive(frozen.facts)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        usual.write_facts(kind, decision, folder)
        steps.write_rulebook(usual.rulebook(kind, decision), folder)
        return zipped(files_of(folder))
