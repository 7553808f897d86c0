"""The office's pages of applications: found, entered, and merged where a child is there twice."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citycompact.web.enrollment import duplicates as alike
from citycompact.web.enrollment.models import Application, Child, Round
from citycompact.web.enrollment.pages.office_forms import PaperForm
from citycompact.web.enrollment.submitting import TooLate, submit
from citycompact.web.site.models import User


@require_safe
def children(request: HttpRequest) -> HttpResponse:
    """Applications, found by name or applicant number."""
    words = request.GET.get("q", "").strip()
    found = Application.objects.select_related("child", "round").order_by("-updated_at", "pk")
    for word in words.split():
        found = found.filter(
            Q(child__given_name__icontains=word)
            | Q(child__family_name__icontains=word)
            | Q(child__applicant_id__iexact=word)
        )
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(request, "enrollment/office/children.html", {"page": page, "q": words})


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest) -> HttpResponse:
    """Enter an application that came on paper or by phone, also after the deadline."""
    found = Round.objects.open().first()
    if found is None:
        messages.error(request, _("No round is open for applications now."))
        return redirect("enrollment:applications")
    user = request.user
    assert isinstance(user, User)
    form = PaperForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            application = _enter(form, found, user)
        except TooLate as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Entered for applicant %(id)s.") % {"id": application.child_id})
            return redirect("enrollment:applications")
    return render(request, "enrollment/office/paper.html", {"form": form, "round": found})


@transaction.atomic
def _enter(form: PaperForm, round_: Round, user: User) -> Application:
    from citycompact.city.tables import ADDRESS
    from citycompact.web.enrollment.drafts import place_home
    from citycompact.web.enrollment.verifying import state

    data = form.cleaned_data
    child = Child(
        family_id=f"F{uuid.uuid4().hex[:12]}",
        given_name=data["given_name"],
        family_name=data["family_name"],
        birth_date=data["birth_date"],
        address=data["address"],
    )
    place_home(child, data["grade"])
    child.save()
    # The family has stated it, on its paper or by phone.
    state(child, ADDRESS)
    application = Application.objects.create(
        child=child, round=round_, grade=data["grade"], draft={"choices": data["listed"]}
    )
    submit(application, user, uuid.uuid4(), data["channel"], late=not round_.takes_applications())
    return application


@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Children who may be one child entered twice."""
    return render(request, "enrollment/office/duplicates.html", {"pairs": alike.suggestions()})


@require_POST
def merge(request: HttpRequest) -> HttpResponse:
    """Merge two children on a person's word."""
    keep = get_object_or_404(Child, pk=request.POST.get("keep"), merged_into=None)
    other = get_object_or_404(Child, pk=request.POST.get("other"), merged_into=None)
    if keep.pk != other.pk:
        alike.merge(keep, other)
        messages.success(request, _("Merged. The trail shows both."))
    return redirect("enrollment:duplicates")
