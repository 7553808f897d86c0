"""A session in which nothing was done for a while ends; its page warns before, what was typed is kept."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from citycompact.web.site import typed
from citycompact.web.site.access import Access, access_of

WARNING = 120.0
"""Seconds before the end at which the page warns; half of a limit that is shorter than two of them."""
_STEP = 30.0


def limit(access: Access) -> float:
    """Seconds without anything done after which a person is signed out; staff, who see other people's
    children, earlier than families."""
    minutes = settings.STAFF_IDLE_MINUTES if access.is_staff else settings.IDLE_MINUTES
    return float(minutes) * 60


def warning(access: Access) -> float:
    """Seconds before the end at which the page warns."""
    return min(WARNING, limit(access) / 2)


def left(request: HttpRequest) -> float:
    """Seconds until the session ends; 0 where nobody is signed in."""
    if not request.user.is_authenticated:
        return 0.0
    now = time.time()
    seen = float(request.session.get("seen", now))
    return max(0.0, seen + limit(access_of(request)) - now)


class IdleMiddleware:
    """Signs out whoever did nothing for too long; stands before the middleware that asks for roles."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(self, request: HttpRequest, *_args: object) -> None:
        """End the session, or note that something was done."""
        if not request.user.is_authenticated:
            return
        assert request.resolver_match is not None
        asks = request.resolver_match.view_name == "session"
        if asks and request.method == "GET":
            return
        if left(request) <= 0:
            request.timed_out = str(request.user.pk)  # type: ignore[attr-defined]  # read by timed_out
            # Without the signal of signing out: that one forgets what was typed.
            request.session.flush()
            request.user = AnonymousUser()
            request.access = Access(None)  # type: ignore[attr-defined]  # read by access_of
            messages.warning(
                request,
                _("You were signed out because nothing was done here for a while. Sign in again to go on."),
            )
        elif not asks:
            _seen(request, max(1.0, min(_STEP, limit(access_of(request)) / 10)))


def _seen(request: HttpRequest, every: float) -> None:
    """Note that something was done now; at most once in so many seconds, since it is written each time."""
    now = time.time()
    if now - request.session.get("seen", 0.0) >= every:
        request.session["seen"] = now


@require_http_methods(["GET", "POST"])
def session(request: HttpRequest) -> HttpResponse:
    """For the page's script: how many seconds are left. It keeps what was typed (``typed``: page, action and
    fields as JSON) also in the moment in which the session ends, and goes on with it (``stay``)."""
    if request.method == "POST":
        account = str(request.user.pk) if request.user.is_authenticated else timed_out(request)
        if account and (form := _form(request.POST.get("typed", ""))):
            typed.keep(account, *form)
        if request.user.is_authenticated and request.POST.get("stay"):
            _seen(request, 0)
    return JsonResponse({"seconds": left(request)}, headers={"Cache-Control": "private, no-store"})


def timed_out(request: HttpRequest) -> str:
    """The account whose session ended with this very request; empty where none did."""
    return str(getattr(request, "timed_out", ""))


def _form(text: str) -> tuple[str, str, list[tuple[str, str]]] | None:
    """Page, address and fields as the script sends them; None for anything else."""
    try:
        page, action, said = json.loads(text)
        fields = [(name, value) for name, value in said]
    except (ValueError, TypeError):
        return None
    texts = [page, action, *(part for field in fields for part in field)]
    whole = all(isinstance(part, str) for part in texts)
    return (page, action, fields) if whole else None
