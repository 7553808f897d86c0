"""Who makes a request, on which page and why: written beside every change and reading that it makes."""

from __future__ import annotations

from collections.abc import Callable

import pghistory
from django.http import HttpRequest
from django.http.response import HttpResponseBase

WHY = "why"
"""Form field in which a person says why they change something."""


class ActingMiddleware:
    """Says of a request the account's id and its e-mail address at this time, the route, and the reason.

    Names are left out: people give them to themselves.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        said = {}
        if request.user.is_authenticated:
            said = {"user": str(request.user.pk), "email": request.user.email}
        with pghistory.context(**said):
            return self.answer(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Name the route once it is known, and the reason: what is sent is read for nobody whom
        the middleware before this one refuses."""
        if request.resolver_match:
            pghistory.context(route=request.resolver_match.view_name)
        if request.method == "POST" and (why := request.POST.get(WHY, "")[:300]):
            pghistory.context(why=why)
