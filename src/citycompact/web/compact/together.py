"""What people of both sectors, families and other cities do here: exchanges, the survey, comparison."""

from __future__ import annotations

import datetime
from functools import lru_cache

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citycompact.compact import (
    AREAS,
    BARRIER_KINDS,
    STATUSES,
    CompactFacts,
    compare_cities,
    from_files,
    say_group,
    say_text,
)
from citycompact.compact.surveys import FAMILY_SURVEY, Answer, results
from citycompact.compact.tally import OUTCOMES
from citycompact.privacy import SMALLEST_SHOWN
from citycompact.web.accounts.models import Role
from citycompact.web.compact.forms import SurveyForm
from citycompact.web.compact.importing import search
from citycompact.web.compact.models import (
    CityItem,
    Exchange,
    OtherCity,
    SignUp,
    SurveyAnswer,
    SurveyTicket,
    SurveyWave,
)
from citycompact.web.compact.models.choices import spoken
from citycompact.web.compact.state_of_play import state_of_play
from citycompact.web.families.models import Guardian, Outcome
from citycompact.web.office.models import City
from citycompact.web.page_language import page_language


@require_safe
def exchanges(request: HttpRequest) -> HttpResponse:
    """Visits, trainings, materials and recruitment events, coming ones first."""
    today, tongue = City.today(), page_language()
    user = request.standing.user  # type: ignore[attr-defined]
    mine = set(SignUp.objects.filter(user=user).values_list("exchange_id", flat=True)) if user else set()
    steward = Role.STEWARD in request.standing.roles  # type: ignore[attr-defined]
    found = Exchange.objects.select_related("host").annotate(taken=Count("sign_ups")).order_by("on", "pk")
    if steward:
        found = found.prefetch_related("sign_ups__user")
    rows = [
        {"row": e, "title": say_text(e, "title", tongue), "free": None if e.capacity is None else max(0, e.capacity - e.taken),
         "coming": e.on >= today, "mine": e.pk in mine, "who": [s.user for s in e.sign_ups.all()] if steward else []}
        for e in found
    ]  # fmt: skip
    past = [row for row in rows if not row["coming"]]
    rows = [row for row in rows if row["coming"]] + past[::-1]
    return render(request, "compact/exchanges.html", {"rows": rows})


@require_POST
@transaction.atomic
def sign_up(request: HttpRequest, number: int) -> HttpResponse:
    """Take a place in an exchange, or give it back."""
    exchange = get_object_or_404(Exchange.objects.select_for_update(), pk=number)
    if exchange.on < City.today() or exchange.capacity is None:
        raise Http404
    held = exchange.sign_ups.filter(user=request.user)
    if request.POST.get("leave"):
        held.delete()
        messages.success(request, _("Your place is free again."))
    elif held.exists():
        messages.success(request, _("You have a place already."))
    elif exchange.sign_ups.count() >= exchange.capacity:
        messages.error(request, _("All places are taken."))
    else:
        SignUp.objects.create(exchange=exchange, user=request.user)
        messages.success(request, _("You have a place."))
    return redirect("compact:exchanges")


def _open_wave() -> SurveyWave | None:
    today = City.today()
    return SurveyWave.objects.filter(opens_on__lte=today, closes_on__gte=today).first()


@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest) -> HttpResponse:
    """The family survey: once an account, and nobody can see whose answers are whose."""
    wave = _open_wave()
    if wave is None:
        raise Http404
    done = SurveyTicket.objects.filter(wave=wave, user=request.user).exists()
    form = SurveyForm(request.POST or None)
    if request.method == "POST" and not done and form.is_valid():
        with transaction.atomic():
            _ticket, new = SurveyTicket.objects.get_or_create(wave=wave, user=request.user)
            if new:
                values = {key: int(value) for key, value in form.cleaned_data.items()}
                SurveyAnswer.objects.create(wave=wave, group=_group_of(request), values=values)
        messages.success(request, _("Thank you."))
        return redirect("compact:survey_results")
    return render(request, "compact/survey.html", {"wave": wave, "form": form, "done": done})


def _placed() -> QuerySet[Outcome]:
    """Everyone with a seat by a result that is published; what-if runs and results not yet approved do not count."""
    return Outcome.objects.filter(run=F("run__round__published_run"), program__isnull=False)


def _group_of(request: HttpRequest) -> str:
    """Sector of the school in which the family's latest result placed a child; empty for none."""
    sector = (
        _placed().filter(child__guardians__user=request.user, child__guardians__kind=Guardian.Kind.OWNER)
        .order_by("-run__created_at").values_list("program__school__operator__sector", flat=True).first()
    )  # fmt: skip
    return sector or ""


@require_safe
def survey_results(request: HttpRequest) -> HttpResponse:
    """Weighted results by group; fewer than ten answers are not shown."""
    population = dict(
        _placed().values_list("program__school__operator__sector").annotate(n=Count("pk")).order_by()
    )  # fmt: skip
    tongue, waves = page_language(), []
    for wave in SurveyWave.objects.prefetch_related("answers"):
        answers = list(wave.answers.all())
        table = []
        for key, words in FAMILY_SURVEY.items():
            found = results([Answer(a.group, a.values[key]) for a in answers if key in a.values], population)
            cells = [(say_group(g, tongue), r) for g, r in found.items() if r.answers is not None]
            table.append((words[tongue], cells))
        waves.append((wave, found[""].answers, table))
    return render(
        request,
        "compact/survey_results.html",
        {"waves": waves, "open": _open_wave(), "small": SMALLEST_SHOWN},
    )


@require_safe
def cities(request: HttpRequest) -> HttpResponse:
    """This city beside others, and a search over what others pledged, what got in the way and what they did."""
    state = state_of_play()
    others = [
        _read(key, at)
        for key, at in OtherCity.objects.exclude(pk=state.facts.city_id)
        .order_by("pk")
        .values_list("pk", "imported_at")
    ]
    rows = compare_cities([state.facts, *others], state.rules, state.standing.on)
    area = request.GET.get("area", "")
    words, kind = request.GET.get("words", "").strip()[:200], request.GET.get("kind", "")
    found = list(search(words, kind)[:50]) if words else []
    for item in found:
        item.area_name = AREAS[item.area][state.language] if item.area in AREAS else ""
        known = STATUSES.get(item.status) or BARRIER_KINDS.get(item.status)
        item.status_name = spoken(known) if known else ""
    return render(
        request, "compact/cities.html",
        {"rows": [(r, _shown(r, area)) for r in rows], "here": state.facts.city_id, "areas": [(a, n[state.language]) for a, n in AREAS.items()],
         "area": area if area in AREAS else "", "outcomes": [n[state.language] for n in OUTCOMES.values()], "words": words, "kind": kind,
         "kinds": CityItem.KINDS, "found": found},
    )  # fmt: skip


@lru_cache(maxsize=2_000)
def _read(city_id: str, imported_at: datetime.datetime) -> CompactFacts:
    """Another city's facts, read once for each time it was imported."""
    return from_files(
        OtherCity.objects.values_list("files", flat=True).get(pk=city_id, imported_at=imported_at)
    )


def _shown(row: object, area: str) -> list[int]:
    counts = row.by_area.get(area, {}) if area in AREAS else None  # type: ignore[attr-defined]
    return [getattr(row, outcome) if counts is None else counts.get(outcome, 0) for outcome in OUTCOMES]
