"""Input that no page can keep is refused before any page reads it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

_OURS = ("utf-8", "utf8", "us-ascii", "ascii")


class PlainInput:
    """Refuses what is not sent as UTF-8, and the character NUL in an address and in whatever is typed or
    asked for.

    Our pages are UTF-8, so browsers send it; other charsets that Python knows give characters that PostgreSQL
    has no place for, or no text at all. It comes before whatever reads a form.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.encoding is not None and request.encoding.lower().replace("_", "-") not in _OURS:
            # The page that says so reads the address too.
            request.encoding = "utf-8"
            raise BadRequest
        if "\x00" in request.path_info:
            raise BadRequest
        return self.answer(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """BadRequest where a name or a value holds one; the API answers in JSON itself."""
        if request.resolver_match is not None and "api" in request.resolver_match.namespaces:
            return
        for name, values in chain(request.GET.lists(), request.POST.lists()):
            if "\x00" in name or any("\x00" in str(value) for value in values):
                raise BadRequest
