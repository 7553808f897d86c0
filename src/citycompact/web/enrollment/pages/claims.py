"""What schools confirm: claims with their documents."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from citycompact.web.city.models import School
from citycompact.web.enrollment import claims_sheet
from citycompact.web.enrollment.claim_words import with_words
from citycompact.web.enrollment.deciding_claims import NEEDS_A_REASON, FactsFrozen, decide, say_frozen
from citycompact.web.enrollment.documents import document_response
from citycompact.web.enrollment.drafts import siblings_of
from citycompact.web.enrollment.models import Application, Child, Claim, Document, Sent
from citycompact.web.enrollment.own_claims import own_claims
from citycompact.web.site.access import signed_in
from citycompact.web.site.models import User
from citycompact.web.site.readings import children_shown
from citycompact.web.tables.import_pages import MOST_SHOWN
from citycompact.web.tables.spreadsheets import ENDINGS, MOST_BYTES, download


@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """Claims that one confirms, those that wait first."""
    found = own_claims(request).select_related("child", "school")
    state = request.GET.get("state", Claim.State.WAITING)
    if state in Claim.State.values:
        found = found.filter(state=state)
    page = Paginator(found.order_by("school__name", "-round__closes_at", "pk"), 50).get_page(
        request.GET.get("page")
    )
    children_shown(request, [claim.child_id for claim in page])
    return render(
        request,
        "enrollment/school/claims.html",
        {"page": page, "claims": _shown(page), "state": state, "states": Claim.State.choices},
    )


def _shown(claims: Iterable[Claim]) -> list[Claim]:
    """Claims in words, each with whether the school still has a word on it."""
    found = with_words(claims)
    open_ = set(Claim.objects.open().filter(pk__in=[item.pk for item in found]).values_list("pk", flat=True))
    for item in found:
        item.is_open = item.pk in open_
    return found


@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, number: int) -> HttpResponse:
    """One claim with its documents: confirm, reject with a reason, or ask for more."""
    found = get_object_or_404(
        own_claims(request).select_related("child", "school").prefetch_related("documents"), pk=number
    )
    children_shown(request, [found.child_id])
    user = request.user
    assert isinstance(user, User)
    if request.method == "POST":
        state, reason = (
            request.POST.get("state", ""),
            request.POST.get("reason", "").replace("\0", "").strip()[:300],
        )
        if state not in (Claim.State.APPROVED, Claim.State.REJECTED, Claim.State.ASKED):
            raise Http404
        if state in NEEDS_A_REASON and not reason:
            messages.error(request, _("Write the reason: the family reads it."))
            return redirect("enrollment:claim", number)
        try:
            with transaction.atomic():
                decide(found, state, reason, user)
        except FactsFrozen as error:
            messages.error(request, str(error))
            return redirect("enrollment:claim", number)
        messages.success(request, _("Your decision is saved."))
        waiting = own_claims(request).open().filter(state=Claim.State.WAITING)
        following = waiting.order_by("school__name", "-round__closes_at", "pk").first()
        return redirect("enrollment:claim", following.pk) if following else redirect("enrollment:claims")
    (named,) = _shown([found])
    return render(
        request,
        "enrollment/school/claim.html",
        {
            "claim": named,
            "applies": Sent.objects.filter(child=found.child, state="submitted").select_related("round"),
            "family": _family_of(request, found.child),
            "frozen": not named.is_open and say_frozen(),
            "may_take_back": named.state == Claim.State.APPROVED,
        },
    )


def _family_of(request: HttpRequest, child: Child) -> list[dict[str, Any]]:
    """Other children of a family, each with the grade and the present school that were sent of it last, so
    that a school finds them among its own."""
    others = {other.pk: other for other in siblings_of(child)}
    children_shown(request, others)
    sent = Sent.objects.filter(child__in=others, state=Application.State.SUBMITTED).order_by("version")
    last = {item.child_id: item.content for item in sent}
    schools = School.objects.in_bulk({content["current_school_id"] for content in last.values()} - {None})
    return [
        {
            "child": other,
            "grade": last.get(pk, {}).get("grade"),
            "school": schools.get(last.get(pk, {}).get("current_school_id")),
        }
        for pk, other in others.items()
    ]


@require_safe
def document(request: HttpRequest, document_id: uuid.UUID) -> FileResponse:
    """A document of a claim that one confirms."""
    found = get_object_or_404(Document, pk=document_id, claim__in=own_claims(request))
    children_shown(request, [found.claim.child_id])
    return document_response(found)


@require_safe
def export(request: HttpRequest, ending: str) -> HttpResponse:
    """The claims that one confirms as CSV or Excel."""
    if ending not in ENDINGS:
        raise Http404
    rows = list(claims_sheet.rows_of(own_claims(request)))
    children_shown(request, [row[2] for row in rows[1:]])
    return download("claims", ending, rows)


@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Bring decisions in: first a preview with every problem, then the same again to confirm."""
    found, place = claims_sheet.Preview(), "claims-import"
    shown = False
    if request.method == "POST" and request.POST.get("confirm"):
        kept = request.session.pop(place, {})
        if kept.get("token") == request.POST["confirm"]:
            plan = kept["plan"]
            found.problems = claims_sheet.confirm(plan, own_claims(request), signed_in(request))
            if not found.problems:
                words = ngettext("%(count)s claim decided.", "%(count)s claims decided.", len(plan))
                messages.success(request, words % {"count": len(plan)})
                return redirect("enrollment:claims")
        else:
            messages.error(request, _("Choose the file again: this preview is no longer the last one."))
    elif request.method == "POST":
        request.session.pop(place, None)
        file = request.FILES.get("file")
        if file is None or not file.size or file.size > MOST_BYTES:
            messages.error(request, _("Choose a file of at most 5 MB."))
        else:
            found, shown = claims_sheet.preview(file.name or "", file.read(), own_claims(request)), True
            decided = with_words(decision.claim for decision in found.decisions)
            children_shown(request, [claim.child_id for claim in decided])
            if found.decisions and not found.problems:
                plan = [decision.planned() for decision in found.decisions]
                request.session[place] = {"token": secrets.token_urlsafe(16), "plan": plan}
    token = request.session.get(place, {}).get("token", "")
    context = {
        "found": found,
        "problems": found.problems[:MOST_SHOWN],
        "more_problems": max(0, len(found.problems) - MOST_SHOWN),
        "shown": shown,
        "token": token,
    }
    return render(request, "enrollment/school/import.html", context)
