"""Pages of joint decisions for everybody: what was fixed, drawn, decided, approved and published."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from citycompact import __version__
from citycompact.facts import sha256_hex
from citycompact.record import commitment_sha256
from citycompact.rooms import rule_sentences
from citycompact.web.decisions import usual
from citycompact.web.decisions.differing import what_differs
from citycompact.web.decisions.forms import BeginForm
from citycompact.web.decisions.life import State
from citycompact.web.decisions.models import JointDecision, Step
from citycompact.web.decisions.pages import (
    draw_in_words,
    parts_shown,
    shown_proposal,
    steps_said,
)
from citycompact.web.decisions.proposals import open_proposals
from citycompact.web.decisions.publications import replaced
from citycompact.web.decisions.published_files import (
    NotAsPublished,
    PublicFiles,
    bundle_of,
    public_files,
    verifier_of,
)
from citycompact.web.decisions.seeing import kind_named, named
from citycompact.web.declarations import kinds, permissions
from citycompact.web.kinds import Kind
from citycompact.web.rulebooks.models import RulebookVersion
from citycompact.web.rulebooks.signing import counting_signatures
from citycompact.web.site.access import access_of
from citycompact.web.site.language import page_language


def public_decision(kind: str, name: str) -> tuple[Kind, JointDecision]:
    """A decision of which a step was taken after it was begun; before that there is nothing to see."""
    found = kind_named(kind)
    decision = named(found, name)
    if not decision.steps.filter(number__gt=1).exists():
        raise Http404
    return found, decision


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """Every decision of which a step was taken after it was begun, by kind, the latest first."""
    taken = Step.objects.filter(number__gt=1).values("decision")
    found = JointDecision.objects.filter(pk__in=taken).select_related("status")
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
    """One decision in the open: all that anybody needs to check it."""
    found, shown = public_decision(kind, name)
    taken = steps_said(found, shown.steps.select_related("attempt", "rulebook"))
    freezes = [step for step in taken if step.to_state == State.FROZEN]
    frozen = freezes[-1] if freezes else None
    drawn = next((step for step in reversed(taken) if step.to_state == State.DRAWN), None)
    published = shown.status.published
    record = (published.record if published else None) or {}
    # What was published and is void counts no more.
    publication = next((s for s in reversed(taken) if published and s.to_state == State.PUBLISHED), None)
    version = frozen.rulebook if frozen else usual.rulebook(found, shown)
    files: PublicFiles | None = None
    try:
        files, differs = public_files(found, publication), False
    except NotAsPublished:
        differs = True
    verifier = None if differs else verifier_of(found, files)
    last = frozen if published is None else published.freeze
    chain = _chain([step for step in freezes if last is not None and step.number <= last.number])
    return render(
        request,
        "decisions/decision.html",
        {
            "decision": shown,
            "kind": found,
            "stands": shown.status,
            "steps": taken,
            "frozen": frozen,
            "commitments": _with_differences(chain),
            "drawn": drawn if frozen and drawn and drawn.number > frozen.number else None,
            "drawing": draw_in_words(found, shown, version),
            "published": published,
            "publication": publication,
            "replaced": replaced(shown),
            "differs": differs,
            "files": files.names if files else [],
            "bundle_sha256": _bundle_sha256(found, files) if files else "",
            "verifier_sha256": sha256_hex(verifier) if verifier else "",
            "software": record.get("software", f"citycompact {__version__}"),
            "command": _command(publication, chain) if verifier and chain else "",
            "rulebook": version,
            "sentences": _sentences(found, version),
            "signed_sections": counting_signatures(version, found.decision.sections) if version else [],
            "proposals": [shown_proposal(item) for item in open_proposals(shown)],
            "parts": parts_shown(found.sections, request, shown),
        },
    )


def _bundle_sha256(kind: Kind, published: PublicFiles) -> str:
    """Hash of the file that everybody takes, made once of each folder."""
    key = f"bundle:{kind.name}:{published.sha256}"
    found: str | None = cache.get(key)
    if found is None:
        found = sha256_hex(bundle_of(published))
        cache.set(key, found, None)
    return found


def _chain(freezes: Sequence[Step]) -> list[Step]:
    """The freeze whose commitment was published last, and those that it corrects, the latest first."""
    by_hash = {commitment_sha256(step.commitment): step for step in freezes if step.commitment}
    found, step = [], freezes[-1] if freezes and freezes[-1].commitment else None
    while step is not None and step not in found:
        found.append(step)
        step = by_hash.get(str((step.commitment or {}).get("corrects", "")))
    return found


def _with_differences(chain: Sequence[Step]) -> list[tuple[Step, list[str]]]:
    """Each freeze with what differs of it from the one that it corrects."""
    return [
        (step, [] if before is None else what_differs(before, step))
        for step, before in zip_longest(chain, chain[1:])
    ]


def _command(published: Step | None, chain: Sequence[Step]) -> str:
    """What a stranger types who has taken the files of this page; while nothing is published, a family."""
    parts = ["python3 verify.py"]
    parts += ["--bundle audit"] * (published is not None)
    parts += [f"--commitment {chain[0].commitment_file}"]
    parts += [f"--corrected {step.commitment_file}" for step in chain[1:]]
    if published is None or published.attempt is None:
        return " ".join([*parts, "--receipt receipt.json"])
    parts += [f'--seed "{published.attempt.seed}"'] if published.attempt.seed else []
    parts += [f"--record-sha256 {published.content.get('record_file_sha256', '')}"]
    return " ".join(parts)


def _sentences(kind: Kind, version: RulebookVersion | None) -> list[str]:
    """What the sections of a rulebook say on which a kind rests."""
    said = {} if version is None else rule_sentences(version.read(), page_language())
    return [sentence for name in kind.decision.sections for sentence in said.get(name, {}).values()]
