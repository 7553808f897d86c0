"""The steward's interviews: the instrument, coded answers, and evidence made of them."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from citycompact.compact import CODES, INTERVIEW
from citycompact.web.compact.forms import AnswerForm, InterviewForm
from citycompact.web.compact.models import CodedAnswer, Evidence, Interview
from citycompact.web.compact.models.choices import spoken
from citycompact.web.compact.writing import free_slug, may_write


@require_http_methods(["GET", "POST"])
def interviews(request: HttpRequest) -> HttpResponse:
    """The instrument, and all interviews."""
    form = InterviewForm(request.POST or None)
    writes = may_write(request)
    if request.method == "POST":
        if not writes:
            raise Http404
        if form.is_valid():
            return redirect("compact:interview", form.save().pk)
    return render(
        request,
        "compact/interviews.html",
        {
            "questions": [spoken(words) for words in INTERVIEW.values()],
            "interviews": Interview.objects.prefetch_related("answers"),
            "form": form,
            "may_write": writes,
        },
    )


def _interview_as_evidence(answer: CodedAnswer) -> None:
    """Evidence says that an interview was coded so; neither who spoke nor what was said."""
    assert answer.promise is not None, "AnswerForm asks for it"
    words = CODES[answer.code]
    Evidence.objects.create(
        evidence_id=free_slug(Evidence, f"interview-{answer.promise_id}-{answer.interview.on}"),
        promise=answer.promise,
        kind="interview",
        on=answer.interview.on,
        title=f"Interview, coded as: {words['en'].lower()}",
        title_es=f"Entrevista, codificada como: {words['es'].lower()}",
    )


@require_http_methods(["GET", "POST"])
def interview(request: HttpRequest, number: int) -> HttpResponse:
    """One interview's coded answers."""
    found = get_object_or_404(Interview, pk=number)
    form = AnswerForm(request.POST or None)
    writes = may_write(request)
    if request.method == "POST":
        if not writes:
            raise Http404
        if form.is_valid():
            with transaction.atomic():
                answer = form.save(commit=False)
                answer.interview = found
                answer.save()
                if form.cleaned_data["as_evidence"]:
                    _interview_as_evidence(answer)
            messages.success(request, _("Saved."))
            return redirect("compact:interview", number)
    return render(
        request,
        "compact/interview.html",
        {
            "interview": found,
            "answers": found.answers.select_related("promise"),
            "form": form,
            "may_write": writes,
        },
    )
