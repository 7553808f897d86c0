"""The page that walks an office through a correction: what changed, whom it affects, and what comes next."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from citycompact.web.decisions import proposals
from citycompact.web.decisions.differing import what_differs
from citycompact.web.decisions.life import UNPUBLISHED, State
from citycompact.web.decisions.models import Attempt, JointDecision
from citycompact.web.decisions.publications import last_publication
from citycompact.web.decisions.seeing import seen
from citycompact.web.kinds import Affected, Kind
from citycompact.web.site.access import access_of
from citycompact.web.site.readings import children_shown

MOST_SHOWN = 200


@require_safe
def correct(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Where a correction stands, step by step; before it, what it would mend."""
    found, decision = seen(request, kind, name)
    stands = decision.status
    before = last_publication(decision)
    run = None if before is None else _corrected_run(decision, before)
    looks = found.changed if _looks(decision) else None
    changed = list(looks(decision)) if looks is not None else []
    affected = Paginator(_affected(found, before, run), MOST_SHOWN).get_page(request.GET.get("page"))
    named = {item.who for item in changed[:MOST_SHOWN]} | {item.who for item in affected}
    children_shown(request, sorted(named))
    return render(
        request,
        "decisions/correct.html",
        {
            "decision": decision,
            "kind": found,
            "stands": stands,
            "walk": _walk(found, decision),
            "looks": looks is not None,
            "changed": changed[:MOST_SHOWN],
            "changed_count": len(changed),
            "differs": [] if before is None or run is None else what_differs(before.freeze, run.freeze),
            "affected": None if found.affected is None else affected,
            "run": run,
            "leads": bool(found.leads & access_of(request).roles),
            "may_propose": stands.state == State.PUBLISHED
            and not any(item.to_state == State.OPEN for item in proposals.open_proposals(decision)),
        },
    )


def _looks(decision: JointDecision) -> bool:
    """Whether the facts of today are held against those that were frozen: they count for a correction."""
    return decision.status.state in (State.PUBLISHED, State.VOID, State.OPEN)


def _corrected_run(decision: JointDecision, before: Attempt) -> Attempt | None:
    """The official run that is to take the place of what was published; None before it is done."""
    stands = decision.status
    if stands.state not in UNPUBLISHED:
        return None
    runs = decision.attempts.filter(freeze=stands.frozen, official=True, state=Attempt.State.DONE)
    return runs.exclude(pk=before.pk).first()


def _affected(kind: Kind, before: Attempt | None, run: Attempt | None) -> list[Affected]:
    if kind.affected is None or before is None or run is None:
        return []
    return list(kind.affected(before, run))


def _walk(kind: Kind, decision: JointDecision) -> list[dict[str, Any]]:
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
        kind.mend,
        _("Freeze again. The commitment says which one it takes the place of, and how many records differ.")
        if kind.decision.fixed is not None
        else _("Freeze again."),
        _("It is decided again, with the same draw.") if kind.decision.drawn else _("It is decided again."),
        _("Look at whom it affects. Every sector approves the corrected result, or refuses it."),
        _("Publish. Those whose result changed get a letter with the reason; the notice is public."),
    ]
    return [
        {"words": said, "done": out and place < number, "now": out and place == number}
        for place, said in enumerate(words, start=1)
    ]
