"""What anybody may take of a joint decision: its commitments, rules, verifier, report, and public files."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from citycompact.facts import sha256_hex
from citycompact.web.decisions.attempts import REPORT, in_its_own_styles
from citycompact.web.decisions.life import State
from citycompact.web.decisions.models import Step
from citycompact.web.decisions.public_pages import public_decision
from citycompact.web.decisions.published_files import (
    NotAsPublished,
    PublicFiles,
    bundle_of,
    public_files,
    publication_in_force,
    verifier_of,
)
from citycompact.web.decisions.steps import last_freeze_ever


def _as_published(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A download of a result, in whose place a page says so where it is not what was published."""

    @wraps(view)
    def held(request: HttpRequest, kind: str, name: str, **more: int) -> HttpResponse:
        try:
            return view(request, kind, name, **more)
        except NotAsPublished:
            decision = public_decision(kind, name)[1]
            return render(request, "decisions/not_as_published.html", {"decision": decision}, status=409)

    return held


def _as_file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _published(kind: str, name: str) -> PublicFiles:
    of, decision = public_decision(kind, name)
    found = public_files(of, publication_in_force(decision))
    if found is None:
        raise Http404
    return found


@require_safe
def commitment(request: HttpRequest, kind: str, name: str) -> JsonResponse:
    """The commitment that was published last."""
    return _commitment(last_freeze_ever(public_decision(kind, name)[1]), "commitment.json")


@require_safe
def earlier_commitment(request: HttpRequest, kind: str, name: str, number: int) -> JsonResponse:
    """The commitment of one freeze, by the number of its step: whoever checks a correction needs each."""
    _kind, decision = public_decision(kind, name)
    frozen = get_object_or_404(decision.steps, number=number, to_state=State.FROZEN)
    return _commitment(frozen, frozen.commitment_file)


def _commitment(frozen: Step | None, file: str) -> JsonResponse:
    if frozen is None or frozen.commitment is None:
        raise Http404
    response = JsonResponse(frozen.commitment, json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


@require_safe
@_as_published
def verifier(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """The program with which anybody checks the result."""
    found, decision = public_decision(kind, name)
    content = verifier_of(found, public_files(found, publication_in_force(decision)))
    if content is None:
        raise Http404
    return _as_file(content, "verify.py", "text/x-python; charset=utf-8")


@require_safe
@_as_published
def bundle(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Everything of a published result that anybody may take, zipped."""
    return _bundle(_published(kind, name), f"{kind}-{name}.zip")


@require_safe
@_as_published
def earlier_bundle(request: HttpRequest, kind: str, name: str, number: int) -> HttpResponse:
    """The same of one publication, by the number of its step, to hold against the one in force."""
    found, decision = public_decision(kind, name)
    step = get_object_or_404(decision.steps, number=number, to_state=State.PUBLISHED, attempt__isnull=False)
    files = public_files(found, step)
    assert files is not None
    return _bundle(files, f"{kind}-{name}-{number}.zip")


def _bundle(published: PublicFiles, name: str) -> HttpResponse:
    content = bundle_of(published)
    response = _as_file(content, name, "application/zip")
    response["X-Content-SHA256"] = sha256_hex(content)
    return response


@require_safe
def rules(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """The rulebook under which the facts were frozen last, as it was signed."""
    frozen = last_freeze_ever(public_decision(kind, name)[1])
    if frozen is None or frozen.rulebook is None:
        raise Http404
    return _as_file(frozen.rulebook.text.encode(), "rulebook.toml", "application/toml; charset=utf-8")


@require_safe
@_as_published
def report(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """The report of a published result; small counts are hidden in it."""
    published = _published(kind, name)
    if REPORT not in published.names:
        raise Http404
    return in_its_own_styles(published.read(REPORT))
