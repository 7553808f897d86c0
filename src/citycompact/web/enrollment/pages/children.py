"""Pages of a family's children, and of who may act for them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from citycompact.web.enrollment import drafts
from citycompact.web.enrollment.answers import first_draft
from citycompact.web.enrollment.models import Application, Child, Guardian, Round
from citycompact.web.enrollment.open_rounds import open_rounds, taking_rounds, to_pick
from citycompact.web.enrollment.own_children import own_child
from citycompact.web.enrollment.pages.family_forms import ChildForm, ShareForm
from citycompact.web.enrollment.rolling_over import next_grade, present_school
from citycompact.web.enrollment.rows import asked
from citycompact.web.enrollment.unverified import Unverified, unverified_of
from citycompact.web.enrollment.what_counts import Notice, show_what_counts
from citycompact.web.outbox.addresses import whole_address
from citycompact.web.outbox.sending import tell
from citycompact.web.rows import keys_of
from citycompact.web.site.access import signed_in
from citycompact.web.site.models import User

if TYPE_CHECKING:
    pass


@require_safe
def children(request: HttpRequest) -> HttpResponse:
    """A parent's own page: every child and where its application stands."""
    owners = Guardian.objects.filter(user=signed_in(request), kind=Guardian.Kind.OWNER)
    mine = (
        Child.objects.filter(guardians__user=signed_in(request), merged_into=None)
        .annotate(is_own=Exists(owners.filter(child=OuterRef("pk"))))
        .prefetch_related("applications__round", "applications__versions")
        .order_by("birth_date", "given_name")
    )
    rounds = open_rounds()
    taking = [item for item in rounds if item.takes_applications()]
    theirs = [item for child in mine for item in child.applications.all()]
    show_what_counts(theirs)
    waiting: dict[str, dict[str, Unverified]] = {}
    for round_ in rounds:
        taking_part = [
            item
            for item in theirs
            if item.round_id == round_.pk and item.notice not in (Notice.WITHDRAWN, Notice.NO_PART)
        ]
        waiting[round_.pk] = unverified_of(taking_part, round_, sent=True)
    for child in mine:
        begun = {application.round_id for application in child.applications.all()}
        child.may_start = [item for item in taking if item.pk not in begun]
        for application in child.applications.all():
            application.unverified = waiting.get(application.round_id, {}).get(child.pk)
    return render(request, "enrollment/family/children.html", {"children": mine, "taking": taking})


@require_http_methods(["GET", "POST"])
def add_child(request: HttpRequest) -> HttpResponse:
    """Add a child and begin its application."""
    asked_for = to_pick(request, taking_rounds())
    round_ = asked_for["round"]
    if round_ is None:
        messages.warning(request, _("No round is open for applications now."))
        return redirect("enrollment:children")
    form = ChildForm(round_, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            child = form.save(commit=False)
            sibling = Child.objects.filter(
                guardians__user=signed_in(request), guardians__kind="owner"
            ).first()
            child.family_id = sibling.family_id if sibling else f"F{uuid.uuid4().hex[:12]}"
            child.save()
            Guardian.objects.create(child=child, user=signed_in(request))
            application = _begin(child, round_, form.cleaned_data["grade"])
        return redirect(next_step(application, "child"))
    return render(request, "enrollment/family/add_child.html", {"form": form, **asked_for})


def _begin(child: Child, round_: Round, grade: str) -> Application:
    """Begin an application; a known address is placed again, since zones differ by grade."""
    known, now = first_draft(child), present_school(child, round_)
    if now is not None:
        known["current_school_id"] = now.school.pk
    draft = {**known, **drafts.place_of(known["address"], grade)}
    return Application.objects.create(child=child, round=round_, grade=grade, draft=draft)


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, applicant_id: str) -> HttpResponse:
    """Begin the application of a child one has already added to a round that is open."""
    child = own_child(request, applicant_id)
    asked_for = to_pick(request, taking_rounds())
    round_ = asked_for["round"]
    if round_ is None:
        messages.warning(request, _("No round is open for applications now."))
        return redirect("enrollment:children")
    known = child.applications.filter(round=round_).first()
    if known is not None:
        return redirect("enrollment:step", known.pk, "child")
    grade = next_grade(child, round_)
    form = ChildForm(round_, request.POST or None, instance=child, initial={"grade": grade})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            application = _begin(child, round_, form.cleaned_data["grade"])
        return redirect(next_step(application, "child"))
    return render(request, "enrollment/family/add_child.html", {"form": form, "child": child, **asked_for})


def next_step(application: Application, name: str) -> str:
    """Address of the page after one of an application's pages."""
    names = [step.name for step in drafts.steps(asked(application.round))]
    following = names[min(names.index(name) + 1, len(names) - 1)]
    return reverse("enrollment:step", args=[application.pk, following])


@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, applicant_id: str) -> HttpResponse:
    """Give a relative or a counselor access, or take it back; only the family itself may."""
    child = own_child(request, applicant_id)
    if not child.guardians.filter(user=signed_in(request), kind=Guardian.Kind.OWNER).exists():
        raise PermissionDenied
    form = ShareForm(request.POST or None)
    if request.method == "POST" and (given := keys_of(Guardian, [request.POST.get("remove", "")])):
        child.guardians.filter(pk__in=given, kind=Guardian.Kind.HELPER).delete()
        return redirect("enrollment:share", child.pk)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        with transaction.atomic():
            guardian = Guardian.objects.create(child=child, kind=Guardian.Kind.HELPER, invited_email=email)
            user = User.objects.filter(email=email).first()
            if user is not None:
                tell(
                    user,
                    key=f"share:{guardian.token}",
                    subject=_("You were asked to help with a school application"),
                    body=_("Sign in and open this address to accept: %(address)s")
                    % {"address": whole_address("enrollment:accept", guardian.token)},
                )
        messages.success(request, _("The invitation is made. Send the person the address below."))
        return redirect("enrollment:share", child.pk)
    helpers = child.guardians.filter(kind=Guardian.Kind.HELPER).select_related("user")
    return render(request, "enrollment/family/share.html", {"child": child, "form": form, "helpers": helpers})


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Accept an invitation to help; only the person it was made for can."""
    user = request.user
    assert isinstance(user, User)
    guardian = get_object_or_404(Guardian, token=token, user=None, invited_email=user.email)
    if request.method == "POST":
        guardian.user = user
        guardian.save()
        return redirect("enrollment:children")
    return render(request, "enrollment/family/accept.html", {"guardian": guardian})
