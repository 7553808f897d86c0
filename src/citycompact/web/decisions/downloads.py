"""What anybody may take of a joint decision: its commitments, rules, verifier, report, and public files."""

from __future__ import annotations

from importlib.resources import files

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from citycompact.facts import sha256_hex
from citycompact.web.decisions.folders import KeptFolder, zipped
from citycompact.web.decisions.life import State
from citycompact.web.decisions.models import Attempt, JointDecision, Step
from citycompact.web.decisions.pages import REPORT, in_its_own_styles
from citycompact.web.decisions.public_pages import public_decision, public_files
from citycompact.web.decisions.steps import last_freeze_ever
from citycompact.web.kinds import Kind

VERIFIER = "audit/verify.py"
"""File of a result that is the program with which anybody checks it, where its kind has one."""


def verifier_of(kind: Kind, published: Attempt | None) -> bytes | None:
    """The verifier: the published result's own, and before there is one that of this version."""
    if VERIFIER not in kind.public:
        return None
    if published is not None:
        return KeptFolder.read(published.folder, VERIFIER)[VERIFIER]
    return files("citycompact.record").joinpath("verify.py").read_bytes()


def bundle_of(kind: Kind, published: Attempt) -> bytes:
    """Everything of a published result that anybody may take, zipped; always the same bytes."""
    return zipped(KeptFolder.read(published.folder, *public_files(kind, published.folder)))


def _as_file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _published(decision: JointDecision) -> Attempt:
    if decision.status.published is None:
        raise Http404
    return decision.status.published


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
def verifier(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """The program with which anybody checks the result."""
    found, decision = public_decision(kind, name)
    content = verifier_of(found, decision.status.published)
    if content is None:
        raise Http404
    return _as_file(content, "verify.py", "text/x-python; charset=utf-8")


@require_safe
def bundle(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Everything of a published result that anybody may take, zipped."""
    found, decision = public_decision(kind, name)
    content = bundle_of(found, _published(decision))
    response = _as_file(content, f"{kind}-{name}.zip", "application/zip")
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
def report(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """The report of a published result; small counts are hidden in it."""
    found, decision = public_decision(kind, name)
    published = _published(decision)
    if REPORT not in public_files(found, published.folder):
        raise Http404
    return in_its_own_styles(KeptFolder.read(published.folder, REPORT)[REPORT])
