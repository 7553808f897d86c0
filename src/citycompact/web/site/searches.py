"""What somebody searched for, where it may name a person: kept in the session, and in no address and no log.

A page that searches takes its words as a form, keeps them here, and leads on to an address with a key.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.http import HttpRequest

KEY = "s"
"""The parameter of an address that holds the key."""
LONGEST = 200
_KEPT = 20
"""Searches that a session remembers, so that two tabs and the way back show each its own."""
_PLACE = "searches"


def keep_search(request: HttpRequest, words: Mapping[str, str]) -> str:
    """Remember words by the names of their fields, and say under which key; empty where there are none."""
    said = {name: text.strip()[:LONGEST] for name, text in words.items() if text.strip()}
    if not said:
        return ""
    there: dict[str, dict[str, str]] = request.session.get(_PLACE, {})
    key = next((known for known, kept in there.items() if kept == said), secrets.token_urlsafe(6))
    there = {**{known: kept for known, kept in there.items() if known != key}, key: said}
    request.session[_PLACE] = dict(list(there.items())[-_KEPT:])
    return key


def kept_search(request: HttpRequest) -> Mapping[str, str] | None:
    """The words under the key of an address; None for a key under which nothing is kept any more."""
    key = request.GET.get(KEY, "")
    found: dict[str, str] | None = request.session.get(_PLACE, {}).get(key)
    return found if key else {}
