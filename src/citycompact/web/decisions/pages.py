"""Pages on which a joint decision is worked on: its steps, its attempts, and the sectors' word."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from citycompact.facts import FactsError
from citycompact.web.city.clock import city_now, say_moment
from citycompact.web.city.models import City
from citycompact.web.decisions import drawing, proposals, steps, usual
from citycompact.web.decisions.exports import takes_facts
from citycompact.web.decisions.forms import BeginForm, DrawForm, VerdictForm
from citycompact.web.decisions.life import AFTER_THE_DRAW, UNPUBLISHED, State
from citycompact.web.decisions.models import JointDecision, Proposal, Step
from citycompact.web.decisions.seeing import kind_named, led, seen
from citycompact.web.kinds import Kind, Part
from citycompact.web.rows import keys_of
from citycompact.web.rulebooks.models import RulebookVersion
from citycompact.web.site.access import access_of, signed_in
from citycompact.web.site.models import Role
from citycompact.web.site.problem_words import say_problem


def _say_problems(request: HttpRequest, error: FactsError) -> None:
    for problem in error.problems[:20]:
        messages.error(request, say_problem(problem))


def _taken(request: HttpRequest, decision: JointDecision, action: Callable[[], object]) -> HttpResponse:
    """Take a step; what stands in its way is shown."""
    try:
        action()
    except steps.NotNow as error:
        messages.error(request, str(error))
    except FactsError as error:
        _say_problems(request, error)
    return redirect("decisions:work", decision.kind, decision.name)


@require_safe
def work(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """One decision: what blocks it, its steps so far, its runs, and what waits for whom."""
    found, decision = seen(request, kind, name)
    stands, roles = decision.status, access_of(request).roles
    attempts = list(decision.attempts.select_related("rulebook", "freeze"))
    is_open = stands.state == State.OPEN
    official = None
    if not is_open:
        live = (a for a in attempts if a.official and a.freeze_id == stands.frozen_id)
        official = next(live, None)
    waiting = [shown_proposal(item) for item in proposals.open_proposals(decision)]
    blockers = list(usual.blockers(found, decision)) if is_open else []
    return render(
        request,
        "decisions/work.html",
        {
            "decision": decision,
            "kind": found,
            "stands": stands,
            "panel": parts_shown(found.panel, request, decision),
            "blockers": blockers,
            "hard": any(item.hard for item in blockers),
            "attempts": attempts,
            "official": official,
            # A template would call what fixes the facts, and take its failure for nothing.
            "commits": found.decision.fixed is not None,
            "drawn": drawing.kept_draw(decision),
            "drawing": _drawing(found, decision),
            "steps": steps_said(found, decision.steps.select_related("by", "attempt", "rulebook")),
            "may_move": is_open and _may_move(found, decision),
            "measures": _measures(found, decision) if is_open else [],
            "result": next((item for item in waiting if item["proposal"].to_state == State.APPROVED), None),
            "waiting": [item for item in waiting if item["proposal"].to_state != State.APPROVED],
            "leads": bool(found.leads & roles),
            "takes_facts": takes_facts(found, request),
            "withheld": takes_facts(found, request) and not found.leads & access_of(request).roles,
            "approves": Role.APPROVER in roles,
            "draw_form": DrawForm(),
            "verdict_form": VerdictForm(),
            "back": _steps_back(stands.state),
            "may_void_draw": found.decision.drawn,
            "what_if": found.what_if and stands.state in AFTER_THE_DRAW,
            "rulebooks": [] if stands.frozen is None else _other_rulebooks(stands.frozen),
        },
    )


def draw_in_words(kind: Kind, decision: JointDecision, version: RulebookVersion | None) -> dict[str, Any]:
    """What is to be drawn and how it is spelled; empty where no rule says it."""
    try:
        rule = drawing.rule_of(kind, decision, version)
    except FactsError:
        # It is said among what stands in the way.
        return {}
    return {} if rule is None else drawing.in_words(rule)


def _drawing(kind: Kind, decision: JointDecision) -> dict[str, Any] | None:
    """What is to be drawn, and the clock by which its time comes; None where it is drawn already."""
    stands = decision.status
    if kind.decision.signed_draw is None or stands.state not in (State.OPEN, State.FROZEN):
        return None
    version = usual.rulebook(kind, decision) if stands.frozen is None else stands.frozen.rulebook
    words, city = draw_in_words(kind, decision, version), City.current()
    try:
        here = city_now(city)
    except FactsError:
        return None
    if not words:
        return None
    may_move = stands.state == State.FROZEN and here.at < words["moment"]
    return {
        **words,
        "now": say_moment(here.at),
        "moved": here.moved,
        "may_move": may_move and city is not None and city.demo,
    }


def _may_move(kind: Kind, decision: JointDecision) -> bool:
    """Whether a demonstration's clock may be moved to what is waited for before the freeze."""
    city = City.current()
    try:
        due = drawing.awaited(kind, decision, steps.last_step(decision))
    except FactsError:
        return False
    return city is not None and city.demo and due is not None


def _other_rulebooks(frozen: Step) -> QuerySet[RulebookVersion]:
    """Versions by which a what-if run may be tried."""
    every = RulebookVersion.objects.all()
    return every if frozen.rulebook_id is None else every.exclude(pk=frozen.rulebook_id)


def shown_proposal(proposal: Proposal) -> dict[str, Any]:
    """A proposal in words, with the sectors that have yet to speak on it."""
    kind = steps.kind_of(proposal.decision)
    said = say_measure(kind, proposal.measure, proposal.names_time) or proposal.get_to_state_display()
    return {"proposal": proposal, "said": said, "missing": proposals.missing_sectors(proposal)}


def parts_shown(parts: Iterable[Part], request: HttpRequest, decision: JointDecision) -> list[dict[str, Any]]:
    """Parts of a page that are a kind's own, each its template and what that is given."""
    given = ((part.template, part.context(request, decision)) for part in parts)
    return [{"template": name, **content} for name, content in given if content is not None]


def _measures(kind: Kind, decision: JointDecision) -> list[dict[str, Any]]:
    """The kind's own measures that could be proposed now."""
    return [
        {"name": name, "label": item.label, "asks": item.asks}
        for name, item in kind.measures.items()
        if not item.refused(decision, None)
    ]


def say_measure(kind: Kind, name: str, at: str) -> str:
    """What a measure does, in words; empty for none."""
    measure, moment = kind.measures.get(name), proposals.read_time(at)
    if measure is None:
        return ""
    return str(measure.said).format(at="" if moment is None else say_moment(moment))


def steps_said(kind: Kind, taken: Iterable[Step]) -> list[Step]:
    """Steps, each with what it did in words."""
    found = list(taken)
    for step in found:
        measure = say_measure(kind, step.content.get("measure", ""), step.content.get("at", ""))
        step.said = measure or step.get_to_state_display()
    return found


def _steps_back(state: str) -> list[tuple[str, str]]:
    """Steps back that may be proposed from a state, each with what the button says."""
    if state in UNPUBLISHED:
        return [(State.OPEN, _("Propose to withdraw it and open the facts again"))]
    if state == State.PUBLISHED:
        return [
            (State.OPEN, _("Propose to correct it; the published result stays until then")),
            (State.VOID, _("Propose to declare it void")),
        ]
    return [(State.OPEN, _("Propose to take it up again"))] if state == State.VOID else []


@require_POST
def begin(request: HttpRequest, kind: str) -> HttpResponse:
    """Begin a decision of a kind that has no page of its own for that; its facts are open."""
    found = kind_named(kind)
    if found.begun_on:
        raise Http404
    if not found.leads & access_of(request).roles:
        raise PermissionDenied
    form = BeginForm(kind, request.POST)
    if not form.is_valid():
        for field, faults in form.errors.items():
            messages.error(request, f"{form.fields[field].label}: {' '.join(map(str, faults))}")
        return redirect("decisions:decisions")
    name, title = form.cleaned_data["name"], form.cleaned_data["title"]
    steps.begin(kind, name, title, signed_in(request))
    return redirect("decisions:work", kind, name)


@require_POST
def freeze(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Freeze the facts and publish the commitment."""
    _kind, decision = led(request, kind, name)
    reason = request.POST.get("why", "")[:300]
    return _taken(request, decision, lambda: steps.freeze(decision, signed_in(request), reason))


@require_POST
def draw(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Enter the result of the draw and start the official run."""
    _kind, decision = led(request, kind, name)
    form, seed = DrawForm(request.POST), request.POST.get("seed", "")
    # That nothing was typed the signed rules say, with an example of what is.
    if not form.is_valid() and (seed or form.errors.keys() != {"seed"}):
        messages.error(request, _("Give the seed and the public event it comes from."))
        return redirect("decisions:work", kind, name)
    source = form.cleaned_data["source"]
    return _taken(request, decision, lambda: steps.draw(decision, seed, source, signed_in(request)))


@require_POST
def move_clock(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Set the clock of a demonstration to the time of the draw."""
    _kind, decision = led(request, kind, name)
    return _taken(request, decision, lambda: steps.move_clock(decision))


@require_POST
def run_again(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Start the official run once more after it failed."""
    _kind, decision = led(request, kind, name)
    return _taken(request, decision, lambda: steps.run_again(decision))


@require_POST
def what_if(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Start a run that decides nothing: other rules, or another draw."""
    _kind, decision = led(request, kind, name)
    chosen = request.POST.get("rulebook", "")
    other = RulebookVersion.objects.filter(pk__in=keys_of(RulebookVersion, [chosen])).first()
    seed = request.POST.get("seed", "").strip()[:400] or "what if"
    return _taken(request, decision, lambda: steps.what_if(decision, seed, _("what-if run"), other))


@require_POST
def propose(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Propose a step back: a withdrawal, a correction, that it is void."""
    _kind, decision = led(request, kind, name)
    to, reason = request.POST.get("to", ""), request.POST.get("reason", "")[:2000]
    void = bool(request.POST.get("draw_void"))
    return _taken(
        request,
        decision,
        lambda: proposals.propose(decision, to, signed_in(request), reason, draw_void=void),
    )


@require_POST
def measure(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Propose one of the kind's own measures, such as to open a round."""
    _kind, decision = led(request, kind, name)
    which, at = request.POST.get("measure", ""), request.POST.get("at", "")
    reason = request.POST.get("reason", "")[:2000]
    return _taken(
        request,
        decision,
        lambda: proposals.propose_measure(decision, which, at, signed_in(request), reason),
    )


@require_POST
def ask_again(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Ask the sectors once more for a result that one has refused."""
    _kind, decision = led(request, kind, name)
    reason = request.POST.get("reason", "")[:2000]
    return _taken(request, decision, lambda: steps.ask_again(decision, signed_in(request), reason))


@require_POST
def verdict(request: HttpRequest, number: int) -> HttpResponse:
    """Approve or refuse a proposal for one's sector."""
    proposal = get_object_or_404(Proposal.objects.select_related("decision"), pk=number)
    _kind, decision = seen(request, proposal.decision.kind, proposal.decision.name)
    form = VerdictForm(request.POST, request.FILES)
    if not form.is_valid():
        for fault in form.errors.get("signature", []):
            messages.error(request, str(fault))
        return redirect("decisions:work", decision.kind, decision.name)
    data = form.cleaned_data
    approves = request.POST.get("word") == "approve"
    if not approves and request.POST.get("word") != "refuse":
        raise Http404
    return _taken(
        request,
        decision,
        lambda: proposals.give_verdict(
            proposal, signed_in(request), approves, data["reason"], data["signature"]
        ),
    )


@require_POST
def publish(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Publish what every sector has approved."""
    _kind, decision = led(request, kind, name)
    return _taken(request, decision, lambda: steps.publish(decision, signed_in(request)))
