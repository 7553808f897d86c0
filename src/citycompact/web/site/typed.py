"""What was typed and not yet saved when a session ended: kept here for its account, never in the browser.

A browser's own storage, or a page left standing under a curtain, would still hold it for the next person at a
library's computer. Here it is encrypted, goes to the same account alone, once, and is gone after a day.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

KEPT_FOR = 24 * 3600
"""Seconds for which it is kept."""
MOST = 200_000
"""Characters that are kept; of more, nothing is."""
_SECRET = ("csrf", "password", "code", "credential")


@dataclass(frozen=True)
class Typed:
    """One form: the page that it stands on, the address it sends to, and its fields in their order."""

    page: str
    action: str
    said: list[tuple[str, str]]


def keep(account: str, page: str, action: str, said: Iterable[tuple[str, str]]) -> None:
    """Keep a form for an account, in the place of what was kept for it before; passwords and codes never."""
    kept = [(name, value) for name, value in said if not any(part in name for part in _SECRET)]
    text = json.dumps(asdict(Typed(page, action, kept)))
    if kept and len(text) <= MOST:
        cache.set(_place(account), _cipher(account).encrypt(text.encode()).decode(), KEPT_FOR)


def page_for(account: str) -> str:
    """The page to which an account has something kept; empty where it has nothing."""
    found = _read(account)
    return found.page if found else ""


def take(request: HttpRequest) -> dict[str, Any] | None:
    """What is kept for the page that a person is on, once; sign-in noted in the session that there is any."""
    if request.session.get("typed") != request.path:
        return None
    account = str(request.user.pk)
    found = _read(account)
    del request.session["typed"]
    forget(account)
    return asdict(found) if found else None


def forget(account: str) -> None:
    """Delete what is kept, as for somebody who signs out."""
    cache.delete(_place(account))


def _read(account: str) -> Typed | None:
    try:
        text = _cipher(account).decrypt(str(cache.get(_place(account), "")).encode())
    except InvalidToken:
        return None
    said = json.loads(text)
    return Typed(said["page"], said["action"], [(name, value) for name, value in said["said"]])


def _place(account: str) -> str:
    return f"typed:{account}"


def _cipher(account: str) -> Fernet:
    """Of the site's key and the account, so that a copy of the database opens nothing."""
    key = salted_hmac("citycompact.web.site.typed", account, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
