"""Every route of the site, with arguments to open it with."""

from __future__ import annotations

import uuid

from django.urls import URLPattern, URLResolver, get_resolver

# The middleware decides before a view sees its arguments, so any value of the right kind will do.
ARGUMENTS = {
    "number": 999_999,
    "other": 999_998,
    "claim_id": 999_999,
    "round_id": "nothing",
    "applicant_id": "CNOBODY",
    "name": "child",
    "kind": "seats",
    "ending": "csv",
    "table": "seats",
    "action": "approve",
    "token": uuid.uuid4(),
    "document_id": uuid.uuid4(),
    "uidb36": "x",
    "key": "y",
    "promise_id": "nothing",
    "evidence_id": "nothing",
    "indicator_id": "nothing",
    "school": "nothing",
    "language": "en",
    "sha256": "nothing",
}


IN_A_FOLDER = {name: {"pk": 999_999} for name in ("mfa_edit_webauthn", "mfa_remove_webauthn")}
"""Routes whose argument stands before their own address."""


def routes(resolver=None, namespace=""):
    for item in (resolver or get_resolver()).url_patterns:
        if isinstance(item, URLResolver):
            yield from routes(item, f"{namespace}{item.namespace}:" if item.namespace else namespace)
        elif isinstance(item, URLPattern):
            yield f"{namespace}{item.name}", item


def address(name, pattern):
    from django.urls import reverse

    if name in IN_A_FOLDER:
        return reverse(name, kwargs=IN_A_FOLDER[name])
    return (
        reverse(name, kwargs={key: ARGUMENTS[key] for key in pattern.pattern.converters} or None)
        if not pattern.pattern.regex.groups or pattern.pattern.converters
        else reverse(name, kwargs={key: ARGUMENTS[key] for key in pattern.pattern.regex.groupindex})
    )


ALL = sorted(dict(routes()).items())
"""Name of every route and its pattern."""
