"""What everybody may see: promises kept, under way, stalled, with evidence one click away."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from citycompact.compact import (
    AREAS,
    BARRIER_KINDS,
    LEVERS,
    POSITIONS,
    SIDES,
    STATUSES,
    Language,
    compare,
    publication,
    publication_text,
    rule_sentences,
    say_group,
    say_text,
    sentences,
    to_files,
)
from citycompact.compact.facts import StatusChange
from citycompact.compact.network import losses, ties
from citycompact.compact.package import STANDING
from citycompact.compact.partnership import HOLDERS, POWERS, USUAL, differences
from citycompact.web.compact import charts
from citycompact.web.compact.annual_report import annual_report
from citycompact.web.compact.models import (
    AgreementVersion,
    CodedAnswer,
    Compact,
    Evidence,
    GovernanceProfile,
    Indicator,
    Meeting,
    Party,
)
from citycompact.web.compact.people_network import seats_and_stays
from citycompact.web.compact.state_of_play import StateOfPlay, state_of_play
from citycompact.web.office.models import City
from citycompact.web.page_language import page_language


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """One screen: how many promises are kept, by area and by side."""
    if not Compact.objects.exists():
        return render(request, "compact/none.html")
    state = state_of_play()
    status, side = request.GET.get("status", ""), request.GET.get("side", "")
    shown = [p for p in state.promises if status in ("", p.outcome) and side in ("", p.facts.side)]
    areas = [
        {"name": AREAS[area][state.language], "outcomes": state.outcomes(counts),
         "promises": [p for p in shown if p.facts.area == area]}
        for area, counts in state.tally.by_area.items()
    ]  # fmt: skip
    sides = [
        {
            "key": key,
            "name": SIDES[key][state.language],
            "outcomes": state.outcomes(counts),
        }
        for key, counts in state.tally.by_side.items()
    ]
    return render(
        request, "compact/overview.html",
        {"state": state, "all": state.outcomes(state.tally.all), "total": len(state.promises), "areas": areas, "sides": sides,
         "filtered": bool(status or side)},
    )  # fmt: skip


@require_safe
def commitment(request: HttpRequest, commitment_id: str) -> HttpResponse:
    """One promise: who, until when, with what money, how far, on what evidence."""
    state = state_of_play()
    promise = state.promise(commitment_id)
    facts, tongue = state.facts, state.language
    changes = {c.evidence_id: c for c in facts.status_changes if c.commitment_id == commitment_id}
    history = [
        {"evidence": e, "title": say_text(e, "title", tongue), **_change(changes.get(e.evidence_id), tongue)}
        for e in sorted(facts.evidence, key=lambda e: (e.on, e.evidence_id), reverse=True)
        if e.commitment_id == commitment_id and e.on <= state.standing.on
    ]  # fmt: skip
    milestones = [
        {"row": m, "what": say_text(m, "what", tongue), "late": m.reached_on is None and m.due_on < state.standing.on}
        for m in sorted(facts.milestones, key=lambda m: (m.due_on, m.number)) if m.commitment_id == commitment_id
    ]  # fmt: skip
    hindering = {h.barrier_id for h in facts.hindrances if h.commitment_id == commitment_id}
    return render(
        request, "compact/commitment.html",
        {"state": state, "promise": promise, "history": history, "milestones": milestones,
         "measures": [_measure(state, t) for t in facts.targets if t.commitment_id == commitment_id],
         "barriers": [say_text(b, "what", tongue) for b in facts.barriers if b.barrier_id in hindering and b.closed_on is None],
         "levers": [LEVERS[w.lever][tongue][0] for w in facts.waiting if w.commitment_id == commitment_id],
         "coded": CodedAnswer.objects.filter(commitment=commitment_id).count(),
         "quotes": CodedAnswer.objects.filter(commitment=commitment_id, released=True).exclude(quote="").values_list("quote", flat=True)},
    )  # fmt: skip


def _change(change: StatusChange | None, tongue: Language) -> dict[str, str]:
    """What a piece of evidence changed, worded; nothing for evidence that changed nothing."""
    if change is None:
        return {}
    return {"status": STATUSES[change.status][tongue], "reason": say_text(change, "reason", tongue)}


def _measure(state: StateOfPlay, target: Any) -> dict[str, Any]:
    indicator = next(i for i in state.facts.indicators if i.indicator_id == target.indicator_id)
    readings = [
        r for r in state.facts.readings if (r.indicator_id, r.group) == (target.indicator_id, target.group)
    ]
    last = max(readings, key=lambda r: r.on, default=None)
    return {
        "indicator": indicator, "name": say_text(indicator, "name", state.language),
        "group": say_group(target.group, state.language), "target": target, "unit": indicator.unit, "last": last,
    }  # fmt: skip


@require_safe
def evidence(request: HttpRequest, evidence_id: str) -> HttpResponse:
    """One piece of evidence, and what rests on it."""
    found = get_object_or_404(Evidence.objects.select_related("commitment"), pk=evidence_id)
    tongue = page_language()
    return render(
        request, "compact/evidence.html",
        {"evidence": found, "title": say_text(found, "title", tongue), "pledge": say_text(found.commitment, "pledge", tongue),
         "changes": found.statuschange_set.order_by("on")},
    )  # fmt: skip


@require_safe
def agreement(request: HttpRequest) -> HttpResponse:
    """The text, its versions, who signed, and what changed."""
    state = state_of_play()
    versions = list(AgreementVersion.objects.prefetch_related("signatures__party"))
    if not versions:
        return render(request, "compact/no_text.html")
    asked = request.GET.get("version", "")
    shown = next((v for v in versions if str(v.number) == asked), versions[0])
    earlier = next((v for v in versions if str(v.number) == request.GET.get("against", "")), None)
    spanish = state.language == "es" and shown.text_es
    text = shown.text_es if spanish else shown.text_en
    before = (
        (earlier.text_es or earlier.text_en) if earlier and spanish else (earlier.text_en if earlier else "")
    )
    signed = {s.party_id for s in shown.signatures.all()}
    return render(
        request, "compact/agreement.html",
        {"state": state, "versions": versions, "version": shown, "earlier": earlier, "sentences": sentences(text),
         "foreign": state.language == "es" and not spanish,
         "changes": compare(before, text) if earlier else None, "rules": rule_sentences(state.rules, state.language).values(),
         "rules_signed": state.rules_signed,
         "unsigned": Party.objects.exclude(pk__in=signed), "parties": Party.objects.all()},
    )  # fmt: skip


@require_safe
def indicators(request: HttpRequest) -> HttpResponse:
    """All indicators, what kind each is, and its latest readings."""
    state = state_of_play()
    rows = []
    for indicator in state.facts.indicators:
        latest = {}
        for reading in sorted(state.facts.readings, key=lambda r: r.on):
            if reading.indicator_id == indicator.indicator_id:
                latest[reading.group] = reading
        rows.append(
            {"indicator": indicator, "name": say_text(indicator, "name", state.language),
             "latest": [(say_group(group, state.language), r) for group, r in sorted(latest.items())][:6]}
        )  # fmt: skip
    rows.sort(key=lambda row: (row["indicator"].kind, row["name"]))
    return render(request, "compact/indicators.html", {"state": state, "rows": rows})


@require_safe
def indicator(request: HttpRequest, indicator_id: str) -> HttpResponse:
    """One indicator: chart, targets, all readings and their sources."""
    state = state_of_play()
    found = next((i for i in state.facts.indicators if i.indicator_id == indicator_id), None)
    if found is None:
        raise Http404
    readings = sorted(
        (r for r in state.facts.readings if r.indicator_id == indicator_id), key=lambda r: (r.group, r.on)
    )
    targets = [t for t in state.facts.targets if t.indicator_id == indicator_id]
    return render(
        request, "compact/indicator.html",
        {"state": state, "indicator": found, "computed_on": Indicator.objects.filter(pk=indicator_id).values_list("computed_on", flat=True).first(), "name": say_text(found, "name", state.language),
         "readings": [(say_group(r.group, state.language), r) for r in readings],
         "targets": [(say_group(t.group, state.language), t, state.promise(t.commitment_id)) for t in targets]},
    )  # fmt: skip


@require_safe
def chart(request: HttpRequest, indicator_id: str) -> HttpResponse:
    """An indicator's chart."""
    found = get_object_or_404(Indicator, pk=indicator_id)
    targets = tuple(found.targets.order_by("group", "pk").values_list("group", "target"))
    wanted = {group for group, _ in targets}
    points = sorted(
        found.readings.values_list("group", "on", "value"), key=lambda p: (p[0] not in wanted, p[0], p[1])
    )
    if not points:
        raise Http404
    zones = None if wanted else City.objects.values_list("zones", flat=True).first()
    if zones and (mapped := _by_zone(points, zones)):
        return _svg(charts.zone_map(zones, mapped, found.unit, page_language()))
    rows = tuple((group, on.isoformat(), value) for group, on, value in points)
    return _svg(charts.indicator_chart(rows, targets, found.unit, page_language()))


def _by_zone(points: list[tuple[str, datetime.date, float]], zones: str) -> tuple[tuple[str, float], ...]:
    """Latest value of every attendance zone; empty where the groups are no zones."""
    known = {feature["properties"]["zone"] for feature in json.loads(zones)["features"]}
    latest = {group: value for group, _, value in sorted(points, key=lambda p: p[1]) if group in known}
    return tuple(sorted(latest.items()))


@require_safe
def barriers(request: HttpRequest) -> HttpResponse:
    """What got in the way, what was tried, and where the state stands."""
    state = state_of_play()
    facts, tongue = state.facts, state.language
    rows = []
    for barrier in sorted(facts.barriers, key=lambda b: (b.closed_on is not None, -b.severity, b.opened_on)):
        hindered = [h.commitment_id for h in facts.hindrances if h.barrier_id == barrier.barrier_id]
        tried = sorted((a for a in facts.attempts if a.barrier_id == barrier.barrier_id), key=lambda a: a.on)
        rows.append(
            {"row": barrier, "kind": BARRIER_KINDS[barrier.kind][tongue], "what": say_text(barrier, "what", tongue),
             "owner": say_text(next(p for p in facts.posts if p.post_id == barrier.owner_post), "name", tongue),
             "promises": [state.promise(c) for c in hindered],
             "tried": [(a, say_text(a, "tried", tongue)) for a in tried]}
        )  # fmt: skip
    levers = []
    for key, names in LEVERS.items():
        positions = sorted(
            (p for p in facts.levers if p.lever == key and p.on <= state.standing.on), key=lambda p: p.on
        )
        levers.append(
            {"name": names[tongue][0], "about": names[tongue][1],
             "positions": [(p, POSITIONS[p.position][tongue], say_text(p, "note", tongue)) for p in reversed(positions)],
             "promises": [state.promise(w.commitment_id) for w in facts.waiting if w.lever == key]}
        )  # fmt: skip
    return render(request, "compact/barriers.html", {"state": state, "barriers": rows, "levers": levers})


@require_safe
def network(request: HttpRequest) -> HttpResponse:
    """The ties between organizations; people are counted, not named."""
    stays, seats = seats_and_stays()
    names = dict(Party.objects.values_list("party_id", "name"))
    fragile = {pair for loss in losses(stays, seats) for pair in loss.ties}
    rows = [
        (names[t.first], names[t.second], len(t.people), (t.first, t.second) in fragile)
        for t in ties(stays, seats)
    ]
    return render(request, "compact/network.html", {"ties": rows, "fragile": len(fragile)})


@require_safe
def network_picture(request: HttpRequest) -> HttpResponse:
    """The picture of the network."""
    stays, seats = seats_and_stays()
    found = ties(stays, seats)
    if not found:
        raise Http404
    fragile = frozenset(pair for loss in losses(stays, seats) for pair in loss.ties)
    return _svg(charts.network_picture(found, dict(Party.objects.values_list("party_id", "name")), fragile))


@require_safe
def partnership(request: HttpRequest) -> HttpResponse:
    """Who decides what at partnership schools, beside district and charter schools."""
    tongue = page_language()
    schools = []
    for profile in GovernanceProfile.objects.select_related("school__operator").order_by("school__name"):
        held = {power: getattr(profile, power) for power in POWERS}
        schools.append(
            {"profile": profile, "held": held, "terms": say_text(profile, "terms", tongue),
             "unlike_district": [POWERS[p][tongue] for p in differences(held, "district")],
             "unlike_charter": [POWERS[p][tongue] for p in differences(held, "charter")]}
        )  # fmt: skip
    table = [
        {"name": POWERS[power][tongue], "district": HOLDERS[USUAL["district"][power]][tongue],
         "charter": HOLDERS[USUAL["charter"][power]][tongue],
         "schools": [HOLDERS[s["held"][power]][tongue] for s in schools]}
        for power in POWERS
    ]  # fmt: skip
    return render(request, "compact/partnership.html", {"schools": schools, "table": table})


@require_safe
def meeting_minutes(request: HttpRequest) -> HttpResponse:
    """Final minutes and decisions of the steering committee."""
    meetings = Meeting.objects.filter(closed=True).prefetch_related("decisions")[:40]
    tongue = page_language()
    rows = [(m, [(d, say_text(d, "what", tongue)) for d in m.decisions.all()]) for m in meetings]
    return render(request, "compact/minutes.html", {"meetings": rows})


@require_safe
def report_pdf(request: HttpRequest) -> HttpResponse:
    """The annual report."""
    state = state_of_play()
    response = HttpResponse(annual_report(state), content_type="application/pdf")
    response["Content-Disposition"] = (
        f'inline; filename="compact-{state.standing.on.year}-{state.language}.pdf"'
    )
    return response


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """The compact as a package of CSV files, with its standing and certificate."""
    state = state_of_play()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in to_files(state.facts).items():
            archive.writestr(_entry(name), text)
        archive.writestr(_entry(STANDING), publication_text(state.facts, state.rules, state.standing))
    response = HttpResponse(out.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{state.facts.city_id}-compact.zip"'
    return response


@require_safe
def standing(request: HttpRequest) -> HttpResponse:
    """Status and flags of every promise, and the certificate that they follow from the evidence."""
    state = state_of_play()
    return JsonResponse(publication(state.facts, state.rules, state.standing))


def _entry(name: str) -> zipfile.ZipInfo:
    """An archive entry without the time of day, so that the same facts give the same file."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _svg(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="image/svg+xml")
    response["Cache-Control"] = "no-cache"
    return response
