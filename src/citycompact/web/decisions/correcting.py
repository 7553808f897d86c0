"""The page that walks an office through a correction: what changed, whom it affects, and what comes next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from citycompact.web.decisions import proposals
from citycompact.web.decisions.life import UNPUBLISHED, State
from citycompact.web.decisions.models import Attempt, JointDecision
from citycompact.web.decisions.pages import seen
from citycompact.web.kinds import Kind
from citycompact.web.site.access import access_of
from citycompact.web.site.readings import children_shown

MOST_SHOWN = 200


@require_safe
def correct(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Where a correction stands, step by step; before it, what it would mend."""
    found, decision = seen(request, kind, name)
    stands = decision.status
    run = _corrected_run(decision)
    changed = list(found.changed(decision)) if found.changed is not None and _looks(decision) else []
    affected = _affected(found, decision, run)
    named = {item.who for item in (*changed[:MOST_SHOWN], *affected[:MOST_SHOWN])}
    children_shown(request, sorted(named))
    return render(
        request,
        "decisions/correct.html",
        {
            "decision": decision,
            "kind": found,
            "stands": stands,
            "walk": _walk(decision, run),
            "changed": changed[:MOST_SHOWN],
            "changed_count": len(changed),
            "affected": affected[:MOST_SHOWN],
            "affected_count": len(affected),
            "run": run,
            "leads": bool(found.leads & access_of(request).roles),
            "may_propose": stands.state == State.PUBLISHED
            and not any(item.to_state == State.OPEN for item in proposals.open_proposals(decision)),
        },
    )


def _looks(decision: JointDecision) -> bool:
    """Whether the facts of today are held against those that were frozen: they count for a correction."""
    return decision.status.state in (State.PUBLISHED, State.VOID, State.OPEN)


def _corrected_run(decision: JointDecision) -> Attempt | None:
    """The official run of the correction; None before it is done."""
    stands = decision.status
    if stands.published is None or stands.frozen is None or stands.state not in UNPUBLISHED:
        return None
    runs = decision.attempts.filter(freeze=stands.frozen, official=True, state=Attempt.State.DONE)
    return runs.exclude(pk=stands.published.pk).first()


def _affected(kind: Kind, decision: JointDecision, run: Attempt | None) -> list[Any]:
    before = decision.status.published
    if kind.affected is None or run is None or before is None:
        return []
    return list(kind.affected(before, run))


def _walk(decision: JointDecision, run: Attempt | None) -> list[dict[str, Any]]:
    """The steps of a correction, each with whether it is done, or is the one to take now."""
    stands = decision.status
    waits = any(item.to_state == State.OPEN for item in proposals.open_proposals(decision))
    state, out = stands.state, stands.published is not None
    number = (
        1
        if state == State.PUBLISHED and not waits
        else 2
        if state == State.PUBLISHED
        else 3
        if state == State.OPEN
        else 5
        if state in (State.FROZEN, State.DRAWN)
        else 6
        if state in (State.DECIDED, State.REFUSED)
        else 7
    )
    words = [
        _("Say what is wrong, and propose the correction. Nothing changes yet."),
        _("Every sector agrees to it. Facts are open again; what was published stays in force."),
        _("Mend the facts: applications, confirmations, seats. Nobody applies anew."),
        _("Freeze again. The commitment says which one it takes the place of, and how many records changed."),
        _("The match runs with the same draw."),
        _("Look at whom it affects. Every sector approves the corrected result, or refuses it."),
        _("Publish. Those whose result changed get a letter with the reason; the notice is public."),
    ]
    return [
        {"words": said, "done": out and place < number, "now": out and place == number}
        for place, said in enumerate(words, start=1)
    ]
