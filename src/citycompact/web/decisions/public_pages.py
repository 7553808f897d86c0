"""Pages of joint decisions for everybody: what was fixed, drawn, decided, approved and published."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from citycompact.web.decisions.folders import KeptFolder, zipped
from citycompact.web.decisions.forms import BeginForm
from citycompact.web.decisions.life import State
from citycompact.web.decisions.models import JointDecision, Step
from citycompact.web.decisions.pages import kind_named, named, parts_shown
from citycompact.web.decisions.proposals import open_proposals
from citycompact.web.decisions.steps import last_freeze_ever
from citycompact.web.declarations import kinds, permissions
from citycompact.web.kinds import Kind
from citycompact.web.rulebooks.signing import counting_signatures
from citycompact.web.site.access import access_of


def _public(kind: str, name: str) -> tuple[Kind, JointDecision]:
    """A decision whose facts have been frozen at least once; before that there is nothing to see."""
    found = kind_named(kind)
    decision = named(found, name)
    if not decision.steps.filter(to_state=State.FROZEN).exists():
        raise Http404
    return found, decision


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """Every decision that has been frozen, by kind, the latest first."""
    frozen = Step.objects.filter(to_state=State.FROZEN).values("decision")
    found = JointDecision.objects.filter(pk__in=frozen).select_related("status")
    groups = [
        {"kind": kind, "decisions": [item for item in found if item.kind == kind.name]}
        for kind in kinds().values()
    ]
    return render(request, "decisions/decisions.html", {"groups": groups, "worked_on": _worked_on(request)})


def _worked_on(request: HttpRequest) -> list[dict[str, Any]]:
    """By kind, every decision on which a person works or reads the work, and how the next one is begun."""
    roles = access_of(request).roles
    return [
        {
            "kind": kind,
            "decisions": JointDecision.objects.filter(kind=kind.name).select_related("status"),
            "begun_on": kind.begun_on if kind.begun_on and roles & permissions()[kind.begun_on] else "",
            "form": BeginForm(kind.name) if kind.leads & roles and not kind.begun_on else None,
        }
        for kind in kinds().values()
        if kind.sees & roles
    ]


@require_safe
def decision(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """One decision in the open."""
    found, shown = _public(kind, name)
    taken = list(shown.steps.select_related("attempt", "rulebook"))
    frozen = next((step for step in reversed(taken) if step.to_state == State.FROZEN), None)
    drawn = next((step for step in reversed(taken) if step.to_state == State.DRAWN), None)
    published = shown.status.published
    version = frozen.rulebook if frozen else None
    sections = counting_signatures(version, found.decision.sections) if version else []
    return render(
        request,
        "decisions/decision.html",
        {
            "decision": shown,
            "kind": found,
            "stands": shown.status,
            "steps": taken,
            "frozen": frozen,
            "drawn": drawn,
            "published": published,
            "files": public_files(found, published.folder) if published else [],
            "rulebook": version,
            "signed_sections": sections,
            "proposals": open_proposals(shown),
            "parts": parts_shown(found.sections, request, shown),
        },
    )


def public_files(kind: Kind, folder: str) -> list[str]:
    """Names of the files of a result that anybody may take."""
    return [name for name in KeptFolder.files_in(folder) if any(fnmatchcase(name, p) for p in kind.public)]


@require_safe
def commitment(request: HttpRequest, kind: str, name: str) -> JsonResponse:
    """The commitment that was published before the draw."""
    _kind, shown = _public(kind, name)
    frozen = last_freeze_ever(shown)
    if frozen is None or frozen.commitment is None:
        raise Http404
    return JsonResponse(frozen.commitment, json_dumps_params={"indent": 2})


@require_safe
def bundle(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Everything of a published result that anybody may take, zipped."""
    found, shown = _public(kind, name)
    published = shown.status.published
    if published is None:
        raise Http404
    files = KeptFolder.read(published.folder, *public_files(found, published.folder))
    response = HttpResponse(zipped(files), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{kind}-{name}.zip"'
    return response
