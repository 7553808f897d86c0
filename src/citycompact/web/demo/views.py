"""One-click sign-in and the outbox, for everybody; only in demo mode."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from citycompact.web.demo.people import PEOPLE
from citycompact.web.outbox.models import Message
from citycompact.web.site.models import User


def people(request: HttpRequest) -> dict[str, Any]:
    """Who can be signed in as, for the front page."""
    return {"people": PEOPLE}


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people."""
    person = next((p for p in PEOPLE if p.key == request.POST.get("as")), None)
    user = User.objects.filter(email=person.email).first() if person and settings.DEMO else None
    if user is None:
        raise Http404
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    request.session["demo_sign_in"] = True
    return redirect("home")


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Every message of the demo, with its text."""
    if not settings.DEMO:
        raise Http404
    page = Paginator(Message.objects.all(), 20).get_page(request.GET.get("page"))
    return render(request, "demo/outbox.html", {"page": page})
