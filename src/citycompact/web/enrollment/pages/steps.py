"""Pages of an application, one for each of its steps."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citycompact.web.enrollment import drafts
from citycompact.web.enrollment.answers import change
from citycompact.web.enrollment.deciding_claims import show_again
from citycompact.web.enrollment.documents import NotAccepted, document_response, keep_document
from citycompact.web.enrollment.models import Application, Document
from citycompact.web.enrollment.own_children import own_application
from citycompact.web.enrollment.pages.application import PAGES, ApplicationPage, ChoicesPage
from citycompact.web.enrollment.pages.children import next_step
from citycompact.web.enrollment.rows import asked
from citycompact.web.enrollment.what_counts import show_what_counts
from citycompact.web.site.access import signed_in

if TYPE_CHECKING:
    pass


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """One page of the application."""
    application = own_application(request, number)
    show_what_counts([application])
    page = _page(application, name)
    if isinstance(page, ChoicesPage):
        page.search = request.GET
    open_now = application.round.takes_applications()
    if request.method == "POST":
        if not open_now:
            raise PermissionDenied
        if page.save(request.POST):
            return redirect(next_step(application, name))
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
    return render(request, "enrollment/family/_saved.html", {"words": words})


def _choices_page(request: HttpRequest, application: Application) -> HttpResponse:
    if request.headers.get("HX-Request"):
        page = ChoicesPage(application)
        page.search = request.POST
        return render(request, "enrollment/family/_choices.html", {**page.context(), "open_now": True})
    return redirect("enrollment:step", application.pk, "choices")


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
        change(application, choices=_changed(application, locked.draft_choices, action, value))
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
    claim = get_object_or_404(application.child.claims, pk=claim_id, round=application.round_id)
    file = request.FILES.get("document")
    try:
        if file is None:
            raise NotAccepted(_("Choose a file first."))
        with transaction.atomic():
            keep_document(claim, file)
            show_again(claim)
        messages.success(request, _("The document was added."))
    except NotAccepted as error:
        messages.error(request, str(error))
    return redirect("enrollment:step", application.pk, "claims")


@require_safe
def document(request: HttpRequest, document_id: uuid.UUID) -> FileResponse:
    """A document one has uploaded."""
    found = get_object_or_404(Document, pk=document_id, claim__child__guardians__user=signed_in(request))
    return document_response(found)
