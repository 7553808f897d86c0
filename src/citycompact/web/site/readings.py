"""What staff and other systems read of children, and every file that they take away, stands in the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from citycompact.facts import sha256_hex
from citycompact.web.declarations import for_staff, reading_children
from citycompact.web.site.access import access_of
from citycompact.web.site.models import Reading

LONGEST_ID = 64
"""Characters of the longest id that the trail keeps."""


def children_shown(request: HttpRequest, ids: Iterable[str]) -> None:
    """Say which children a page shows, by their applicant ids; a view may do so several times.

    What is longer than any id was typed, and is no child's.
    """
    shown: dict[str, None] = getattr(request, "children_shown", {})
    known = dict.fromkeys(name for name in ids if len(name) <= LONGEST_ID)
    request.children_shown = shown | known  # type: ignore[attr-defined]  # read below


class ReadingMiddleware:
    """Notes a page about children that was shown, and a file that was taken: who, which, never what was
    searched for. A family's reading of its own children is nobody's concern, and is not noted.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        match = request.resolver_match
        if response.status_code not in _SHOWN or request.method == "HEAD" or match is None:
            return response
        file = _file_of(response)
        by_token = getattr(request, "auth", None) is not None
        of_children = match.view_name in reading_children() and access_of(request).is_staff
        if by_token or of_children or (file and match.view_name in for_staff()):
            children = list(getattr(request, "children_shown", {}))
            content = response.content if file and isinstance(response, HttpResponse) else None
            Reading.add(
                "export" if file else "read",
                children[0] if len(children) == 1 else None,
                address={name: str(value) for name, value in match.kwargs.items()},
                children=children,
                file=file,
                sha256="" if content is None else sha256_hex(content),
            )
        return response


_SHOWN = (200, 422)
"""Answers that show something; with 422 a page shows once more what was refused."""


def _file_of(response: HttpResponseBase) -> str:
    """Name of the file that an answer brings; empty for a page."""
    said = response.headers.get("Content-Disposition", "")
    return said.partition("filename=")[2].strip('"')[:200] or "file" if said.startswith("attachment") else ""
