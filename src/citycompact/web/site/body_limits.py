"""How much a request may bring: decided from what it says of itself, before anything reads it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from citycompact.web.declarations import uploads
from citycompact.web.site.pages import length_required, too_large

_AROUND = 100_000
"""Bytes of a form beside its file."""


class BodyLimits:
    """Refuses a body that is larger than what the route declares, and one whose length nobody says.

    It stands behind what finds the route and whether the person may open it, and before whatever reads a
    form: so a body is never read for an address that does not exist, for somebody who may not open
    it, or beyond its limit. No server hands on more than a request has said.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """413 or 411 with a page that says so; None for what may be read."""
        said = request.META.get("CONTENT_LENGTH") or ""
        if not said and "HTTP_TRANSFER_ENCODING" in request.META:
            return length_required(request)
        most = uploads().get(request.resolver_match.view_name, 0) if request.resolver_match else 0
        limit = max(settings.DATA_UPLOAD_MAX_MEMORY_SIZE, most + _AROUND)
        if said.isdecimal() and int(said[:18]) > limit:
            return too_large(request, most or limit)
        return None
