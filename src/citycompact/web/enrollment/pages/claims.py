"""What schools confirm: claims with their documents."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from citycompact.web.enrollment.documents import document_response
from citycompact.web.enrollment.models import Claim, Document
from citycompact.web.enrollment.own_schools import own_schools
from citycompact.web.outbox.sending import tell
from citycompact.web.site.models import User


@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """Claims at one's schools, those that wait first."""
    found = Claim.objects.filter(school__in=own_schools(request)).select_related("child", "school")
    state = request.GET.get("state", Claim.State.WAITING)
    if state in Claim.State.values:
        found = found.filter(state=state)
    page = Paginator(found.order_by("school__name", "pk"), 50).get_page(request.GET.get("page"))
    return render(
        request,
        "enrollment/school/claims.html",
        {"page": page, "state": state, "states": Claim.State.choices},
    )


@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, number: int) -> HttpResponse:
    """One claim with its documents: confirm, reject with a reason, or ask for more."""
    found = get_object_or_404(
        Claim.objects.select_related("child", "school").prefetch_related("documents"),
        pk=number,
        school__in=own_schools(request),
    )
    user = request.user
    assert isinstance(user, User)
    if request.method == "POST":
        state, reason = request.POST.get("state", ""), request.POST.get("reason", "").strip()[:300]
        if state not in (Claim.State.APPROVED, Claim.State.REJECTED, Claim.State.ASKED):
            raise Http404
        if state != Claim.State.APPROVED and not reason:
            messages.error(request, _("Write the reason: the family reads it."))
            return redirect("enrollment:claim", number)
        found.state, found.reason = state, reason
        found.decided_by, found.decided_at = user, timezone.now()
        found.save()
        _tell_guardians(found)
        messages.success(request, _("Your decision is saved."))
        following = (
            Claim.objects.filter(school__in=own_schools(request), state=Claim.State.WAITING)
            .order_by("school__name", "pk")
            .first()
        )
        return redirect("enrollment:claim", following.pk) if following else redirect("enrollment:claims")
    return render(request, "enrollment/school/claim.html", {"claim": found})


def _tell_guardians(claim: Claim) -> None:
    if claim.state == Claim.State.APPROVED:
        subject, body = _("A school has confirmed your priority"), ""
    elif claim.state == Claim.State.ASKED:
        subject, body = _("A school asks for more about your priority"), claim.reason
    else:
        subject, body = _("A school has not confirmed your priority"), claim.reason
    for guardian in claim.child.guardians.exclude(user=None).select_related("user"):
        if guardian.user:
            assert claim.decided_at is not None
            key = f"claim:{claim.pk}:{claim.decided_at.timestamp()}:{guardian.user_id}"
            tell(guardian.user, key=key, subject=subject, body=f"{claim.school}. {body}".strip())


@require_safe
def document(request: HttpRequest, document_id: uuid.UUID) -> FileResponse:
    """A document of a claim at one's school."""
    return document_response(
        get_object_or_404(Document, pk=document_id, claim__school__in=own_schools(request))
    )
