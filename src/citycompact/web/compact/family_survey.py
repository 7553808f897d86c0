"""The family survey: answering it once, and its results."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from citycompact.compact import FAMILY_SURVEY, Answer, results, say_group, say_text
from citycompact.privacy import SMALLEST_SHOWN
from citycompact.web.city.models import City
from citycompact.web.compact.forms import SurveyForm
from citycompact.web.compact.models import SurveyAnswer, SurveyTicket, SurveyWave
from citycompact.web.enrollment.models import Guardian, Outcome
from citycompact.web.site.access import signed_in
from citycompact.web.site.language import page_language


def _open_wave() -> SurveyWave | None:
    today = City.today()
    return SurveyWave.objects.filter(opens_on__lte=today, closes_on__gte=today).first()


@require_http_methods(["GET", "POST"])
def survey(request: HttpRequest) -> HttpResponse:
    """The family survey: once an account, and nobody can see whose answers are whose."""
    wave = _open_wave()
    if wave is None:
        raise Http404
    done = SurveyTicket.objects.filter(wave=wave, user=signed_in(request)).exists()
    form = SurveyForm(request.POST or None)
    if request.method == "POST" and not done and form.is_valid():
        with transaction.atomic():
            _ticket, new = SurveyTicket.objects.get_or_create(wave=wave, user=signed_in(request))
            if new:
                values = {key: int(value) for key, value in form.cleaned_data.items()}
                SurveyAnswer.objects.create(wave=wave, group=_group_of(request), values=values)
        messages.success(request, _("Thank you."))
        return redirect("compact:survey_results")
    return render(
        request,
        "compact/survey.html",
        {"name": say_text(wave, "name", page_language()), "form": form, "done": done},
    )


def _placed() -> QuerySet[Outcome]:
    """Everyone with a seat by a result that is published;
    what-if runs and results not yet approved do not count."""
    return Outcome.objects.filter(attempt=F("attempt__decision__status__published"), program__isnull=False)


def _group_of(request: HttpRequest) -> str:
    """Sector of the school in which the family's latest result placed a child; empty for none."""
    sector = (
        _placed()
        .filter(child__guardians__user=signed_in(request), child__guardians__kind=Guardian.Kind.OWNER)
        .order_by("-attempt__created_at")
        .values_list("program__school__operator__sector", flat=True)
        .first()
    )
    return sector or ""


@require_safe
def survey_results(request: HttpRequest) -> HttpResponse:
    """Weighted results by group; fewer than ten answers are not shown."""
    population = dict(
        _placed().values_list("program__school__operator__sector").annotate(n=Count("pk")).order_by()
    )
    language, waves = page_language(), []
    for wave in SurveyWave.objects.prefetch_related("answers"):
        answers = list(wave.answers.all())
        table = []
        for key, words in FAMILY_SURVEY.items():
            found = results([Answer(a.group, a.values[key]) for a in answers if key in a.values], population)
            cells = [(say_group(g, language), r) for g, r in found.items() if r.answers is not None]
            table.append((words[language], cells))
        waves.append((say_text(wave, "name", language), found[""].answers, table))
    return render(
        request,
        "compact/survey_results.html",
        {"waves": waves, "open": _open_wave(), "small": SMALLEST_SHOWN},
    )
