"""A page for what Django answers with an empty one: an address asked in a way that it does not take."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from citycompact.web.site.pages import not_allowed


class NotAllowed:
    """Puts words, in the reader's language, where a 405 has none."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            page = not_allowed(request)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response
