"""The office's pages of applications: found and entered."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from citycompact.web.enrollment.drafts import set_claims
from citycompact.web.enrollment.models import Application, Child, Round
from citycompact.web.enrollment.pages.office_forms import PaperForm
from citycompact.web.enrollment.submitting import TooLate, submit
from citycompact.web.enrollment.unplaced import unplaced
from citycompact.web.site.access import signed_in
from citycompact.web.site.models import User
from citycompact.web.site.readings import children_shown


@require_safe
def children(request: HttpRequest) -> HttpResponse:
    """Applications, found by name or applicant number; with ``unplaced``, those of the open round whose
    address was not found on the map."""
    words = request.GET.get("q", "").strip()
    round_ = Round.objects.open().order_by("closes_at").first() if request.GET.get("unplaced") else None
    found = Application.objects.select_related("child", "round").prefetch_related("sent")
    found = found.order_by("-updated_at", "pk")
    if round_ is not None:
        found = found.filter(pk__in=unplaced(round_))
    for word in words.split():
        found = found.filter(
            Q(child__given_name__icontains=word)
            | Q(child__family_name__icontains=word)
            | Q(child__applicant_id__iexact=word)
        )
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    children_shown(request, [application.child_id for application in page])
    return render(request, "enrollment/office/children.html", {"page": page, "q": words, "unplaced": round_})


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest) -> HttpResponse:
    """Enter an application that came on paper or by phone; a late one, where every sector has agreed."""
    found = Round.objects.open().first()
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
    return render(request, "enrollment/office/paper.html", {"form": form, "round": found})


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
    set_claims(application, [(claim, school) for claim, school in said["claims"]])
    submit(application, user, uuid.uuid4(), data["channel"], by_office=True)
    return application
