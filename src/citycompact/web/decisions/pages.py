"""Pages on which a joint decision is worked on: its steps, its attempts, and the sectors' word."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pghistory
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citycompact.facts import FactsError, sha256_hex
from citycompact.web.city.clock import city_now, say_moment
from citycompact.web.city.models import City
from citycompact.web.decisions import drawing, proposals, steps, usual
from citycompact.web.decisions.folders import KeptFolder, files_of, zipped
from citycompact.web.decisions.forms import BeginForm, DrawForm, VerdictForm
from citycompact.web.decisions.life import AFTER_THE_DRAW, UNPUBLISHED, State
from citycompact.web.decisions.models import Attempt, Export, JointDecision, Proposal, Step
from citycompact.web.decisions.withheld import without_homes_and_families
from citycompact.web.declarations import kinds
from citycompact.web.kinds import Kind, Part
from citycompact.web.roles import AUDITOR
from citycompact.web.rows import keys_of
from citycompact.web.rulebooks.models import RulebookVersion
from citycompact.web.site.access import access_of, signed_in
from citycompact.web.site.models import Role, User
from citycompact.web.site.problem_words import say_problem

REPORT = "report.html"
"""File of a result that is its report, where its kind writes one."""


def kind_named(name: str) -> Kind:
    """A kind; 404 for none."""
    found = kinds().get(name)
    if found is None:
        raise Http404
    return found


def named(kind: Kind, name: str) -> JointDecision:
    """A decision of a kind with where it stands; 404 for none."""
    every = JointDecision.objects.select_related("status__frozen", "status__published")
    return get_object_or_404(every, kind=kind.name, name=name)


def seen(request: HttpRequest, kind: str, name: str) -> tuple[Kind, JointDecision]:
    """A decision that the person may work on or read the work on; 404 or 403 for any other."""
    found = kind_named(kind)
    if not found.sees & access_of(request).roles:
        raise PermissionDenied
    return found, named(found, name)


def led(request: HttpRequest, kind: str, name: str) -> tuple[Kind, JointDecision]:
    """A decision that the person may take steps of; 404 or 403 for any other."""
    found, decision = seen(request, kind, name)
    if not found.leads & access_of(request).roles:
        raise PermissionDenied
    return found, decision


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
            "takes_facts": _takes_facts(found, request),
            "withheld": _takes_facts(found, request) and not found.leads & access_of(request).roles,
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
    done = found.decision.attempts.filter(state=Attempt.State.DONE).exclude(pk=found.pk)
    return render(
        request,
        "decisions/attempt.html",
        {
            "attempt": found,
            "kind": kind,
            "decision": found.decision,
            "others": done if kind.compare and found.state == Attempt.State.DONE else (),
            "has_report": found.state == Attempt.State.DONE and _has_report(found),
        },
    )


def _has_report(attempt: Attempt) -> bool:
    return REPORT in KeptFolder.files_in(attempt.folder)


@require_safe
def attempt_progress(request: HttpRequest, number: int) -> HttpResponse:
    """The part of the page that shows progress; asked for again every second while it runs."""
    _kind, found = _attempt(request, number)
    response = render(request, "decisions/_progress.html", {"attempt": found})
    if found.state in (Attempt.State.DONE, Attempt.State.FAILED) and request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"
    return response


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


@require_http_methods(["GET", "HEAD", "POST"])
def package(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """The facts with their rulebook: what the command line takes. Who leads the decision has them anyway; the
    auditor gets them without homes and families, or whole for a stated reason, which the trail keeps."""
    found, decision = seen(request, kind, name)
    if not _takes_facts(found, request):
        raise PermissionDenied
    reason = request.POST.get("reason", "").strip()[:500]
    if request.method == "POST" and not reason:
        messages.error(request, _("Say what you need homes and families for."))
        return redirect("decisions:work", decision.kind, decision.name)
    whole = bool(reason or found.leads & access_of(request).roles)
    try:
        content = package_of(decision, whole=whole)
    except FactsError as error:
        _say_problems(request, error)
        return redirect("decisions:work", decision.kind, decision.name)
    file = f"{name}.zip" if whole else f"{name}-without-homes.zip"
    note_export(decision, file, content, by=signed_in(request), reason=reason)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def _takes_facts(kind: Kind, request: HttpRequest) -> bool:
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
