"""What everybody may see: promises kept, under way, stalled, with evidence one click away."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from citycompact.compact import (
    AREAS,
    BARRIER_KINDS,
    HOLDERS,
    LEVERS,
    POSITIONS,
    POWERS,
    PROGRESS,
    SIDES,
    STATUSES,
    USUAL,
    Amendment,
    StatusChange,
    compare,
    differences,
    losses,
    rule_sentences,
    say_group,
    say_text,
    sentences,
    ties,
    to_files,
)
from citycompact.record.in_file import file_text
from citycompact.web.city.models import City
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
from citycompact.web.compact.progress_record import published
from citycompact.web.compact.progress_today import ProgressToday, progress_today
from citycompact.web.site.language import page_language
from citycompact.words import Language


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """One screen: how many promises are kept, by area and by side."""
    if not Compact.objects.exists():
        return render(request, "compact/none.html")
    state = progress_today()
    status, side = request.GET.get("status", ""), request.GET.get("side", "")
    shown = [p for p in state.promises if status in ("", p.outcome) and side in ("", p.facts.side)]
    areas = [
        {
            "name": AREAS[area][state.language],
            "outcomes": state.outcomes(counts),
            "promises": [p for p in shown if p.facts.area == area],
        }
        for area, counts in state.tally.by_area.items()
    ]
    sides = [
        {
            "key": key,
            "name": SIDES[key][state.language],
            "outcomes": state.outcomes(counts),
        }
        for key, counts in state.tally.by_side.items()
    ]
    return render(
        request,
        "compact/overview.html",
        {
            "state": state,
            "all": state.outcomes(state.tally.all),
            "total": len(state.promises),
            "areas": areas,
            "sides": sides,
            "filtered": bool(status or side),
        },
    )


@require_safe
def promise(request: HttpRequest, promise_id: str) -> HttpResponse:
    """One promise: who, until when, with what money, how far, on what evidence."""
    state = progress_today()
    promise = state.promise(promise_id)
    facts, language = state.facts, state.language
    changes = {c.evidence_id: c for c in facts.status_changes if c.promise_id == promise_id}
    history = [
        {
            "evidence": e,
            "title": say_text(e, "title", language),
            **_change(changes.get(e.evidence_id), language),
        }
        for e in sorted(facts.evidence, key=lambda e: (e.on, e.evidence_id), reverse=True)
        if e.promise_id == promise_id and e.on <= state.progress.as_of
    ]
    milestones = [
        {
            "row": m,
            "what": say_text(m, "what", language),
            "late": m.reached_on is None and m.due_on < state.progress.as_of,
        }
        for m in sorted(facts.milestones, key=lambda m: (m.due_on, m.number))
        if m.promise_id == promise_id
    ]
    blocking = {h.barrier_id for h in facts.blocked_promises if h.promise_id == promise_id}
    return render(
        request,
        "compact/promise.html",
        {
            "state": state,
            "promise": promise,
            "history": history,
            "milestones": milestones,
            "measures": [_measure(state, t) for t in facts.targets if t.promise_id == promise_id],
            "barriers": [
                say_text(b, "what", language)
                for b in facts.barriers
                if b.barrier_id in blocking and b.closed_on is None
            ],
            "levers": [LEVERS[w.lever][language][0] for w in facts.waiting if w.promise_id == promise_id],
            "amendments": [_amendment(a, language) for a in facts.amendments if a.promise_id == promise_id],
            "coded": CodedAnswer.objects.filter(promise=promise_id).count(),
            "quotes": CodedAnswer.objects.filter(promise=promise_id, released=True)
            .exclude(quote="")
            .values_list("quote", flat=True),
        },
    )


def _change(change: StatusChange | None, language: Language) -> dict[str, str]:
    """What a piece of evidence changed, worded; nothing for evidence that changed nothing."""
    if change is None:
        return {}
    return {"status": STATUSES[change.status][language], "reason": say_text(change, "reason", language)}


def _amendment(row: Amendment, language: Language) -> dict[str, Any]:
    """A change of terms, worded."""
    return {
        "on": row.on,
        "what": say_text(row, "what", language),
        "reason": say_text(row, "reason", language),
    }


def _measure(state: ProgressToday, target: Any) -> dict[str, Any]:
    indicator = next(i for i in state.facts.indicators if i.indicator_id == target.indicator_id)
    measurements = [
        r
        for r in state.facts.measurements
        if (r.indicator_id, r.group) == (target.indicator_id, target.group)
    ]
    last = max(measurements, key=lambda r: r.on, default=None)
    return {
        "indicator": indicator,
        "name": say_text(indicator, "name", state.language),
        "group": say_group(target.group, state.language),
        "target": target,
        "unit": indicator.unit,
        "last": last,
    }


@require_safe
def evidence(request: HttpRequest, evidence_id: str) -> HttpResponse:
    """One piece of evidence, and what rests on it."""
    found = get_object_or_404(Evidence.objects.select_related("promise"), pk=evidence_id)
    language = page_language()
    return render(
        request,
        "compact/evidence.html",
        {
            "evidence": found,
            "title": say_text(found, "title", language),
            "pledge": say_text(found.promise, "pledge", language),
            "changes": found.statuschange_set.order_by("on"),
        },
    )


@require_safe
def agreement(request: HttpRequest) -> HttpResponse:
    """The text, its versions, who signed, and what changed."""
    state = progress_today()
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
        request,
        "compact/agreement.html",
        {
            "state": state,
            "versions": versions,
            "version": shown,
            "earlier": earlier,
            "sentences": sentences(text),
            "foreign": state.language == "es" and not spanish,
            "changes": compare(before, text) if earlier else None,
            "rules": rule_sentences(state.rules, state.language).values(),
            "rules_signed": state.rules_signed,
            "unsigned": Party.objects.exclude(pk__in=signed),
            "parties": Party.objects.all(),
        },
    )


@require_safe
def indicators(request: HttpRequest) -> HttpResponse:
    """All indicators, what kind each is, and its latest measurements."""
    state = progress_today()
    rows = []
    named = [(i.kind, say_text(i, "name", state.language), i) for i in state.facts.indicators]
    for _kind, name, indicator in sorted(named, key=lambda item: item[:2]):
        latest = {}
        for measurement in sorted(state.facts.measurements, key=lambda r: r.on):
            if measurement.indicator_id == indicator.indicator_id:
                latest[measurement.group] = measurement
        rows.append(
            {
                "indicator": indicator,
                "name": name,
                "latest": [(say_group(group, state.language), r) for group, r in sorted(latest.items())][:6],
            }
        )
    return render(request, "compact/indicators.html", {"state": state, "rows": rows})


@require_safe
def indicator(request: HttpRequest, indicator_id: str) -> HttpResponse:
    """One indicator: chart, targets, all measurements and their sources."""
    state = progress_today()
    found = next((i for i in state.facts.indicators if i.indicator_id == indicator_id), None)
    if found is None:
        raise Http404
    measurements = sorted(
        (r for r in state.facts.measurements if r.indicator_id == indicator_id), key=lambda r: (r.group, r.on)
    )
    targets = [t for t in state.facts.targets if t.indicator_id == indicator_id]
    return render(
        request,
        "compact/indicator.html",
        {
            "state": state,
            "indicator": found,
            "computed_on": Indicator.objects.filter(pk=indicator_id)
            .values_list("computed_on", flat=True)
            .first(),
            "name": say_text(found, "name", state.language),
            "measurements": [(say_group(r.group, state.language), r) for r in measurements],
            "targets": [
                (say_group(t.group, state.language), t, state.promise(t.promise_id)) for t in targets
            ],
        },
    )


@require_safe
def chart(request: HttpRequest, indicator_id: str) -> HttpResponse:
    """An indicator's chart."""
    found = get_object_or_404(Indicator, pk=indicator_id)
    targets = tuple(found.targets.order_by("group", "pk").values_list("group", "target"))
    wanted = {group for group, _ in targets}
    points = sorted(
        found.measurements.values_list("group", "on", "value"), key=lambda p: (p[0] not in wanted, p[0], p[1])
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
    state = progress_today()
    facts, language = state.facts, state.language
    rows = []
    for barrier in sorted(facts.barriers, key=lambda b: (b.closed_on is not None, -b.severity, b.opened_on)):
        blocked = [h.promise_id for h in facts.blocked_promises if h.barrier_id == barrier.barrier_id]
        tried = sorted((a for a in facts.attempts if a.barrier_id == barrier.barrier_id), key=lambda a: a.on)
        rows.append(
            {
                "row": barrier,
                "kind": BARRIER_KINDS[barrier.kind][language],
                "what": say_text(barrier, "what", language),
                "owner": say_text(
                    next(p for p in facts.posts if p.post_id == barrier.owner_post), "name", language
                ),
                "promises": [state.promise(c) for c in blocked],
                "tried": [(a, say_text(a, "tried", language)) for a in tried],
            }
        )
    levers = []
    for key, names in LEVERS.items():
        positions = sorted(
            (p for p in facts.levers if p.lever == key and p.on <= state.progress.as_of), key=lambda p: p.on
        )
        levers.append(
            {
                "name": names[language][0],
                "about": names[language][1],
                "positions": [
                    (p, POSITIONS[p.position][language], say_text(p, "note", language))
                    for p in reversed(positions)
                ],
                "promises": [state.promise(w.promise_id) for w in facts.waiting if w.lever == key],
            }
        )
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
    language = page_language()
    schools, holders = [], []
    for profile in GovernanceProfile.objects.select_related("school__operator").order_by("school__name"):
        held = {power: getattr(profile, power) for power in POWERS}
        holders.append(held)
        schools.append(
            {
                "profile": profile,
                "held": held,
                "terms": say_text(profile, "terms", language),
                "unlike_district": [POWERS[p][language] for p in differences(held, "district")],
                "unlike_charter": [POWERS[p][language] for p in differences(held, "charter")],
            }
        )
    table = [
        {
            "name": POWERS[power][language],
            "district": HOLDERS[USUAL["district"][power]][language],
            "charter": HOLDERS[USUAL["charter"][power]][language],
            "schools": [HOLDERS[held[power]][language] for held in holders],
        }
        for power in POWERS
    ]
    return render(request, "compact/partnership.html", {"schools": schools, "table": table})


@require_safe
def meeting_minutes(request: HttpRequest) -> HttpResponse:
    """Final minutes and resolutions of the steering committee."""
    meetings = Meeting.objects.filter(closed=True).prefetch_related("resolutions")[:40]
    language = page_language()
    rows = [(m, [(d, say_text(d, "what", language)) for d in m.resolutions.all()]) for m in meetings]
    return render(request, "compact/minutes.html", {"meetings": rows})


@require_safe
def report_pdf(request: HttpRequest) -> HttpResponse:
    """The annual report."""
    state = progress_today()
    response = HttpResponse(annual_report(state), content_type="application/pdf")
    response["Content-Disposition"] = (
        f'inline; filename="compact-{state.progress.as_of.year}-{state.language}.pdf"'
    )
    return response


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    """The compact as a package of CSV files, with its progress and certificate."""
    state = progress_today()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in to_files(state.facts).items():
            archive.writestr(_entry(name), text)
        archive.writestr(_entry(PROGRESS), file_text(published(state)))
    response = HttpResponse(out.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{state.facts.city_id}-compact.zip"'
    return response


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """Status and flags of every promise, and the certificate that they follow from the evidence."""
    state = progress_today()
    return HttpResponse(file_text(published(state)), content_type="application/json")


def _entry(name: str) -> zipfile.ZipInfo:
    """An archive entry without the time of day, so that the same facts give the same file."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _svg(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="image/svg+xml")
    response["Cache-Control"] = "no-cache"
    return response
