"""Input that no page can keep is refused before any page reads it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


class PlainInput:
    """Refuses the character NUL in whatever is typed or asked for: PostgreSQL has no place for it."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """BadRequest where a name or a value holds one; the API answers in JSON itself."""
        if request.resolver_match is not None and "api" in request.resolver_match.namespaces:
            return
        for name, values in chain(request.GET.lists(), request.POST.lists()):
            if "\x00" in name or any("\x00" in str(value) for value in values):
                raise BadRequest
