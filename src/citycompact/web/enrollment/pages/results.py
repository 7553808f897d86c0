"""Pages of what was sent and what came of it: receipts, withdrawal, results."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypedDict

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models.fields.json import KeyTransform
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citycompact.web.city.models import City
from citycompact.web.decisions.publications import Replaced, replaced
from citycompact.web.enrollment import drafts
from citycompact.web.enrollment.auditing import proofs_asked_of
from citycompact.web.enrollment.correcting import said, told_of
from citycompact.web.enrollment.letters import receipt_lines, send_receipt, send_withdrawn
from citycompact.web.enrollment.models import Application, Guardian, Outcome, Sealed, Version
from citycompact.web.enrollment.own_children import own_application
from citycompact.web.enrollment.proved import proved, published, said_by
from citycompact.web.enrollment.rows import asked
from citycompact.web.enrollment.submitting import TooLate, submit, withdraw
from citycompact.web.enrollment.verifying import say_fact, say_value
from citycompact.web.enrollment.what_counts import show_what_counts
from citycompact.web.outbox.pdf import pdf_response
from citycompact.web.site.access import signed_in
from citycompact.web.site.language import page_language
from citycompact.web.site.models import User

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class _OfRecord(TypedDict):
    """What a run's record says that a result's page needs."""

    applications: int | None
    decided: dict[str, Any] | None
    drawn: dict[str, Any] | None


def _city(request: HttpRequest) -> City:
    """The city, looked up once for the request."""
    city: City = request.city  # type: ignore[attr-defined]  # put there by CityTime
    return city


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
        return redirect("enrollment:step", application.pk, "review")
    try:
        once = uuid.UUID(request.POST.get("once", ""))
    except ValueError:
        once = uuid.uuid4()
    try:
        with transaction.atomic():
            version = submit(application, user, once)
            for guardian in _told_of_it(application, user):
                with translation.override(guardian.language):
                    send_receipt(version, guardian, _city(request))
    except TooLate as error:
        messages.error(request, str(error))
        return redirect("enrollment:step", application.pk, "review")
    return redirect("enrollment:receipt", application.pk)


def _told_of_it(application: Application, sender: User) -> list[User]:
    """Who gets the receipt: whoever sent it, and the family itself, which may have let somebody help."""
    owners = User.objects.filter(
        guardianships__child=application.child_id, guardianships__kind=Guardian.Kind.OWNER
    )
    return list({user.pk: user for user in (sender, *owners)}.values())


def _last_version(application: Application) -> Version:
    version = application.versions.order_by("-number").first()
    if version is None:
        raise Http404
    return version


@require_safe
def receipt(request: HttpRequest, number: int) -> HttpResponse:
    """The receipt of the last version, and after the freeze its place under the commitment."""
    application = own_application(request, number)
    show_what_counts([application])
    version = _last_version(application)
    return render(
        request,
        "enrollment/family/receipt.html",
        {
            "application": application,
            "version": version,
            "lines": receipt_lines(version, _city(request)),
        },
    )


@require_safe
def receipt_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The receipt as PDF."""
    application = own_application(request, number)
    lines = receipt_lines(_last_version(application), _city(request))
    return pdf_response(lines, "receipt.pdf")


@require_safe
def receipt_json(request: HttpRequest, number: int) -> HttpResponse:
    """The cryptographic receipt for verify.py: from the freeze on that the application was counted, and once
    the results are published what it got."""
    application = own_application(request, number)
    found = _outcome(application) or _sealed(application)
    if found is None:
        raise Http404
    response = HttpResponse(
        json.dumps(found.receipt, indent=2, ensure_ascii=False), content_type="application/json"
    )
    response["Content-Disposition"] = 'attachment; filename="receipt.json"'
    return response


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Withdraw an application, after asking."""
    application = own_application(request, number)
    if not application.child.guardians.filter(user=signed_in(request), kind=Guardian.Kind.OWNER).exists():
        raise PermissionDenied
    if request.method == "POST":
        try:
            with transaction.atomic():
                withdraw(application)
                send_withdrawn(application)
            messages.success(
                request, _("The application is withdrawn. You can send it again until the deadline.")
            )
        except TooLate as error:
            messages.error(request, str(error))
        return redirect("enrollment:children")
    return render(request, "enrollment/family/withdraw.html", {"application": application})


def _sealed(application: Application) -> Sealed | None:
    """The application's place under the commitment that stands now; None while facts are open."""
    frozen = application.round.decision.status.frozen_id
    return Sealed.objects.filter(freeze=frozen, child=application.child_id).first() if frozen else None


def _outcome(application: Application) -> WithAnnotations[Outcome, _OfRecord] | None:
    run = application.round.decision.status.published_id
    if run is None:
        return None
    # The record of a run, its rules and the receipt are large, and a family's page needs little of them.
    return (
        Outcome.objects.filter(attempt=run, child=application.child_id)
        .select_related("attempt")
        .defer("attempt__record", "attempt__error")
        .annotate(
            applications=KeyTransform("applications", KeyTransform("commitment", "attempt__record")),
            decided=KeyTransform("values", "attempt__record"),
            drawn=KeyTransform("draw", "attempt__record"),
        )
        .first()
    )


@require_safe
def results(request: HttpRequest, number: int) -> HttpResponse:
    """What happened for each choice and why, the lottery number, and what to do next."""
    application = own_application(request, number, ("child", "round__decision"))
    outcome = _outcome(application)
    if outcome is None:
        raise Http404
    if not proved([outcome], published(application.round.decision)):
        return render(request, "enrollment/family/not_as_published.html", {"application": application})
    from citycompact.doors import Draw
    from citycompact.enrollment import (
        labels_of,
        outcome_from_rows,
        say_lottery,
        say_reasons,
        say_seat,
        say_unverified,
    )

    language = page_language()
    run = outcome.attempt
    values = outcome.decided
    if values is None:
        # Runs from before results named their labels have them in their rules alone.
        rules = run.rulebook.rules()
        values = {"labels": labels_of(rules), "mechanism": rules.mechanism.name}
    told = outcome_from_rows(
        outcome.row(),
        outcome.missed,
        int(outcome.applications or 0),
        Draw(
            run.seed,
            run.seed_source,
            committed_before=bool((outcome.drawn or {}).get("committed_before", run.official)),
        ),
        values,
        language,
        unverified=outcome.told.get("unverified", ()),
        uncounted=outcome.told.get("uncounted", ()),
    )
    missed = [{"row": row, "reasons": say_reasons(row, told, language)} for row in told.missed]
    return render(
        request,
        "enrollment/family/results.html",
        {
            "application": application,
            "outcome": outcome,
            "missed": missed,
            "seat": say_seat(told, language),
            "unverified": say_unverified(told, language),
            "lottery": say_lottery(told, language),
            "replaced": _replaced(application),
            "asked": [
                {"fact": say_fact(item.fact), "value": say_value(item.value), "found": item.finding}
                for item in proofs_asked_of(run, application.child_id)
            ],
        },
    )


def _replaced(application: Application) -> list[dict[str, Any]]:
    """Every publication that counts no more, the latest first: with what was told of the child, and what then
    took its place, where these differ (``before``, ``after``), or whether they are the ``same``.

    What is not as it was published is not shown, and nothing is said of the child then.
    """
    items = replaced(application.round.decision)
    if not items:
        return []
    runs = {step.attempt_id for item in items for step in (item.before, item.now) if step is not None}
    rows = Outcome.objects.filter(attempt__in=runs, child=application.child_id)
    by_run: dict[int | None, Outcome] = {row.attempt_id: row for row in rows}
    return [{"item": item, **_of_the_child(item, by_run)} for item in items]


def _of_the_child(item: Replaced, by_run: Mapping[int | None, Outcome]) -> dict[str, Any]:
    if item.now is None:
        return {}
    steps = (item.before, item.now)
    found = [by_run.get(step.attempt_id) for step in steps]
    was, became = (None if outcome is None else told_of(outcome) for outcome in found)
    if was == became:
        return {"same": True}
    for outcome, step in zip(found, steps, strict=True):
        if outcome is not None and not proved([outcome], said_by(step)):
            return {}
    before, after = said(was, became)
    return {"before": before, "after": after}
