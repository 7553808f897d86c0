"""The office's form for an application that came on paper or by phone."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from citycompact.web.enrollment.drafts import set_claims
from citycompact.web.enrollment.models import Application, Child, Round
from citycompact.web.enrollment.open_rounds import open_rounds, to_pick
from citycompact.web.enrollment.pages.office_forms import PaperForm
from citycompact.web.enrollment.programs_named import programs_like
from citycompact.web.enrollment.submitting import TooLate, submit
from citycompact.web.site.access import signed_in
from citycompact.web.site.models import User


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest) -> HttpResponse:
    """Enter an application that came on paper or by phone; a late one, where every sector has agreed."""
    asked_for = to_pick(request, open_rounds())
    found = asked_for["round"]
    if found is None:
        messages.error(request, _("No round is open for applications now."))
        return redirect("enrollment:applications")
    form = PaperForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            application = _enter(form, found, signed_in(request))
        except TooLate as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Entered for applicant %(id)s.") % {"id": application.child_id})
            return redirect("enrollment:application", application.pk)
    return render(request, "enrollment/office/paper.html", {"form": form, **asked_for})


@transaction.atomic
def _enter(form: PaperForm, round_: Round, user: User) -> Application:
    data, said = form.cleaned_data, form.answers()
    child = Child.objects.create(
        family_id=f"F{uuid.uuid4().hex[:12]}",
        given_name=data["given_name"],
        family_name=data["family_name"],
        birth_date=data["birth_date"],
    )
    application = Application.objects.create(child=child, round=round_, grade=said.pop("grade"), draft=said)
    set_claims(application, [(claim, school) for claim, school in said["claims"]], form.whom())
    submit(application, user, uuid.uuid4(), data["channel"], by_office=True)
    return application


@require_safe
def found_programs(request: HttpRequest) -> HttpResponse:
    """Programs of a grade by the words of their names, as a part of the form."""
    words, grade = request.GET.get("find", "").strip()[:100], request.GET.get("grade", "")
    context = {"words": words, "grade": grade, "programs": programs_like(words, grade)}
    return render(request, "enrollment/office/_programs_like.html", context)
