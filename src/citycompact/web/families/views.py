"""Pages for families: thin views that load facts, call the domain, and save."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any, TypedDict

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.fields.json import KeyTransform
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citycompact.web.accounts.access import signed_in
from citycompact.web.accounts.models import User
from citycompact.web.families import drafts
from citycompact.web.families.application_pages import PAGES, ApplicationPage, ChoicesPage
from citycompact.web.families.documents import NotAccepted, document_response, keep_document
from citycompact.web.families.forms import ChildForm, ProfileForm, ShareForm
from citycompact.web.families.letters import receipt_lines, send_receipt
from citycompact.web.families.models import Application, Child, Document, Guardian, Outcome, Version
from citycompact.web.families.permissions import own_application, own_child
from citycompact.web.families.submitting import TooLate, submit, withdraw
from citycompact.web.office.city_from_database import asked
from citycompact.web.office.models import City, Round
from citycompact.web.outbox.pdf import as_pdf
from citycompact.web.outbox.sending import tell
from citycompact.web.page_language import page_language

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class _OfRecord(TypedDict):
    """What a run's record says that a result's page needs."""

    applications: int | None
    decided: dict[str, Any] | None


def _city(request: HttpRequest) -> City:
    """The city, looked up once for the request."""
    city: City = request.city  # type: ignore[attr-defined]  # put there by CityTime
    return city


def _open_round() -> Round | None:
    return (
        Round.objects.filter(state=Round.State.OPEN).select_related("rulebook").order_by("closes_at").first()
    )


@require_safe
def children(request: HttpRequest) -> HttpResponse:
    """A parent's own page: every child and where its application stands."""
    mine = (
        Child.objects.filter(guardians__user=signed_in(request), merged_into=None)
        .prefetch_related("applications__round", "applications__versions")
        .order_by("birth_date", "given_name")
    )
    round_ = _open_round()
    for child in mine:
        child.may_start = round_ is not None and all(
            a.round_id != round_.pk for a in child.applications.all()
        )
    return render(request, "families/children.html", {"children": mine, "round": round_})


@require_http_methods(["GET", "POST"])
def add_child(request: HttpRequest) -> HttpResponse:
    """Add a child and begin its application."""
    round_ = _open_round()
    if round_ is None or not round_.takes_applications():
        messages.warning(request, _("No round is open for applications now."))
        return redirect("families:children")
    form = ChildForm(round_, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            child = form.save(commit=False)
            sibling = Child.objects.filter(
                guardians__user=signed_in(request), guardians__kind="owner"
            ).first()
            child.family_id = sibling.family_id if sibling else f"F{uuid.uuid4().hex[:12]}"
            if sibling:
                child.address, child.latitude, child.longitude = (
                    sibling.address,
                    sibling.latitude,
                    sibling.longitude,
                )
            child.save()
            Guardian.objects.create(child=child, user=signed_in(request))
            application = _begin(child, round_, form.cleaned_data["grade"])
        return redirect(_next_step(application, "child"))
    return render(request, "families/add_child.html", {"form": form, "round": round_})


def _begin(child: Child, round_: Round, grade: str) -> Application:
    """Begin an application; a known address is placed again, since zones differ by grade."""
    application = Application.objects.create(child=child, round=round_, grade=grade)
    if child.address:
        drafts.place_home(child, grade)
        child.save()
    return application


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, applicant_id: str) -> HttpResponse:
    """Begin the application of a child one has already added to the round that is open."""
    child = own_child(request, applicant_id)
    round_ = _open_round()
    if round_ is None or not round_.takes_applications():
        messages.warning(request, _("No round is open for applications now."))
        return redirect("families:children")
    known = child.applications.filter(round=round_).first()
    if known is not None:
        return redirect("families:step", known.pk, "child")
    form = ChildForm(round_, request.POST or None, instance=child)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            application = _begin(child, round_, form.cleaned_data["grade"])
        return redirect(_next_step(application, "child"))
    return render(request, "families/add_child.html", {"form": form, "round": round_, "child": child})


def _next_step(application: Application, name: str) -> str:
    names = [step.name for step in drafts.steps(asked(application.round))]
    following = names[min(names.index(name) + 1, len(names) - 1)]
    return reverse("families:step", args=[application.pk, following])


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """One page of the application."""
    application = own_application(request, number)
    page = _page(application, name)
    if isinstance(page, ChoicesPage):
        page.search = request.GET
    open_now = application.round.takes_applications()
    if request.method == "POST":
        if not open_now:
            raise PermissionDenied
        if page.save(request.POST):
            return redirect(_next_step(application, name))
    context = page.context()
    return render(request, page.template, {**context, "open_now": open_now})


def _page(application: Application, name: str) -> ApplicationPage:
    made = PAGES.get(name)
    if made is None:
        raise Http404
    page = made(application)
    if name not in [item.name for item in page.steps]:
        raise Http404
    return page


@require_POST
def autosave(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Save what has been typed so far, valid or not yet; nothing is lost when the connection drops."""
    application = own_application(request, number)
    if not application.round.takes_applications():
        raise PermissionDenied
    saved = _page(application, name).save(request.POST)
    time = timezone.localtime()
    words = _("Saved at %(time)s") % {"time": f"{time:%H:%M}"} if saved else _("Not complete yet")
    return render(request, "families/_saved.html", {"words": words})


def _choices_page(request: HttpRequest, application: Application) -> HttpResponse:
    if request.headers.get("HX-Request"):
        page = ChoicesPage(application)
        page.search = request.POST
        return render(request, "families/_choices.html", {**page.context(), "open_now": True})
    return redirect("families:step", application.pk, "choices")


@require_POST
def add_choice(request: HttpRequest, number: int) -> HttpResponse:
    """Add a program at the end of the list."""
    return _change(request, number, "add", request.POST.get("program", ""))


@require_POST
def move_choice(request: HttpRequest, number: int) -> HttpResponse:
    """Move a program up or down, or take it off the list."""
    return _change(request, number, request.POST.get("move", ""), request.POST.get("program", ""))


@require_POST
def order_choices(request: HttpRequest, number: int) -> HttpResponse:
    """Take the order that was dragged; it must hold the same programs."""
    return _change(request, number, "order", ",".join(request.POST.getlist("order")))


def _change(request: HttpRequest, number: int, action: str, value: str) -> HttpResponse:
    application = own_application(request, number)
    if not application.round.takes_applications():
        raise PermissionDenied
    with transaction.atomic():
        locked = Application.objects.select_for_update().get(pk=application.pk)
        application.draft = {
            **locked.draft,
            "choices": _changed(application, locked.draft_choices, action, value),
        }
        application.save(update_fields=["draft", "updated_at"])
    return _choices_page(request, application)


def _changed(application: Application, choices: list[str], action: str, value: str) -> list[str]:
    choices = list(choices)
    maximum = asked(application.round).maximum
    if action == "add":
        allowed = drafts.eligible_programs(application).filter(pk=value).exists()
        if allowed and value not in choices and (maximum is None or len(choices) < maximum):
            choices.append(value)
    elif action == "order":
        order = value.split(",")
        choices = order if sorted(order) == sorted(choices) else choices
    elif value in choices:
        place = choices.index(value)
        choices.pop(place)
        if action in ("up", "down"):
            choices.insert(max(0, place + (-1 if action == "up" else 1)), value)
    return choices


@require_POST
def upload(request: HttpRequest, number: int, claim_id: int) -> HttpResponse:
    """Add a document to a claim."""
    application = own_application(request, number)
    claim = get_object_or_404(application.child.claims, pk=claim_id)
    file = request.FILES.get("document")
    try:
        if file is None:
            raise NotAccepted(_("Choose a file first."))
        keep_document(claim, file)
        messages.success(request, _("The document was added."))
    except NotAccepted as error:
        messages.error(request, str(error))
    return redirect("families:step", application.pk, "claims")


@require_safe
def document(request: HttpRequest, document_id: uuid.UUID) -> FileResponse:
    """A document one has uploaded."""
    found = get_object_or_404(Document, pk=document_id, claim__child__guardians__user=signed_in(request))
    return document_response(found)


@require_POST
def send(request: HttpRequest, number: int) -> HttpResponse:
    """Submit the application."""
    application = own_application(request, number)
    user = request.user
    assert isinstance(user, User)
    faults = drafts.problems(application, asked(application.round))
    if faults:
        for fault in faults:
            messages.error(request, fault)
        return redirect("families:step", application.pk, "review")
    try:
        once = uuid.UUID(request.POST.get("once", ""))
    except ValueError:
        once = uuid.uuid4()
    try:
        with transaction.atomic():
            version = submit(application, user, once)
            send_receipt(version, user, _city(request))
    except TooLate as error:
        messages.error(request, str(error))
        return redirect("families:step", application.pk, "review")
    return redirect("families:receipt", application.pk)


def _last_version(application: Application) -> Version:
    version = application.versions.order_by("-number").first()
    if version is None:
        raise Http404
    return version


@require_safe
def receipt(request: HttpRequest, number: int) -> HttpResponse:
    """The receipt of the last version, and after the freeze its place under the commitment."""
    application = own_application(request, number)
    version = _last_version(application)
    return render(
        request,
        "families/receipt.html",
        {"application": application, "version": version, "lines": receipt_lines(version, _city(request))},
    )


@require_safe
def receipt_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The receipt as PDF."""
    application = own_application(request, number)
    lines = receipt_lines(_last_version(application), _city(request))
    response = HttpResponse(as_pdf(lines, lines[0]), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="receipt.pdf"'
    return response


@require_safe
def receipt_json(request: HttpRequest, number: int) -> HttpResponse:
    """The cryptographic receipt for verify.py; it exists once the results are published."""
    application = own_application(request, number)
    outcome = _outcome(application)
    if outcome is None:
        raise Http404
    response = HttpResponse(
        json.dumps(outcome.receipt, indent=2, ensure_ascii=False), content_type="application/json"
    )
    response["Content-Disposition"] = 'attachment; filename="receipt.json"'
    return response


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Withdraw an application, after asking."""
    application = own_application(request, number)
    if request.method == "POST":
        try:
            withdraw(application)
            messages.success(
                request, _("The application is withdrawn. You can send it again until the deadline.")
            )
        except TooLate as error:
            messages.error(request, str(error))
        return redirect("families:children")
    return render(request, "families/withdraw.html", {"application": application})


def _outcome(application: Application) -> WithAnnotations[Outcome, _OfRecord] | None:
    run = application.round.published_run_id
    if run is None:
        return None
    # The record of a run is large, and a family's page needs little of it.
    return (
        Outcome.objects.filter(run=run, child=application.child_id)
        .select_related("run__rulebook")
        .defer("run__record", "receipt")
        .annotate(
            applications=KeyTransform("applications", KeyTransform("commitment", "run__record")),
            decided=KeyTransform("values", "run__record"),
        )
        .first()
    )


@require_safe
def results(request: HttpRequest, number: int) -> HttpResponse:
    """What happened for each choice and why, the lottery number, and what to do next."""
    application = own_application(request, number, ("child", "round"))
    outcome = _outcome(application)
    if outcome is None:
        raise Http404
    from citycompact.doors import Draw
    from citycompact.enrollment import labels_of, outcome_from_rows, say_lottery, say_reasons, say_seat

    language = page_language()
    run = outcome.run
    values = outcome.decided
    if values is None:
        # Runs from before results named their labels have them in their rules alone.
        rules = run.rulebook.rules()
        values = {"labels": labels_of(rules), "mechanism": rules.mechanism.name}
    told = outcome_from_rows(
        outcome.row(),
        outcome.missed,
        int(outcome.applications or 0),
        # An official run only starts after its commitment was published.
        Draw(run.seed, run.seed_source, committed_before=run.official),
        values,
        language,
    )
    missed = [{"row": row, "reasons": say_reasons(row, told, language)} for row in told.missed]
    return render(
        request,
        "families/results.html",
        {
            "application": application,
            "outcome": outcome,
            "missed": missed,
            "seat": say_seat(told, language),
            "lottery": say_lottery(told, language),
        },
    )


@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, applicant_id: str) -> HttpResponse:
    """Give a relative or a counselor access, or take it back; only the family itself may."""
    child = own_child(request, applicant_id)
    if not child.guardians.filter(user=signed_in(request), kind=Guardian.Kind.OWNER).exists():
        raise PermissionDenied
    form = ShareForm(request.POST or None)
    if request.method == "POST" and request.POST.get("remove"):
        child.guardians.filter(pk=request.POST["remove"], kind=Guardian.Kind.HELPER).delete()
        return redirect("families:share", child.pk)
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
                    % {
                        "address": request.build_absolute_uri(
                            reverse("families:accept", args=[guardian.token])
                        )
                    },
                )
        messages.success(request, _("The invitation is made. Send the person the address below."))
        return redirect("families:share", child.pk)
    helpers = child.guardians.filter(kind=Guardian.Kind.HELPER).select_related("user")
    return render(request, "families/share.html", {"child": child, "form": form, "helpers": helpers})


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Accept an invitation to help; only the person it was made for can."""
    user = request.user
    assert isinstance(user, User)
    guardian = get_object_or_404(Guardian, token=token, user=None, invited_email=user.email)
    if request.method == "POST":
        guardian.user = user
        guardian.save()
        return redirect("families:children")
    return render(request, "families/accept.html", {"guardian": guardian})


@require_safe
def my_data(request: HttpRequest) -> JsonResponse:
    """Everything that is held about a family, as JSON."""
    from citycompact.web.personal_data import held_about

    user = request.user
    assert isinstance(user, User)
    response = JsonResponse(held_about(user), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, phone and language of messages."""
    user = request.user
    assert isinstance(user, User)
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("families:profile")
    return render(request, "families/profile.html", {"form": form})
