"""What every page shows and wears: the links of its header, and the apps' style sheets."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from citycompact.web.declarations import links, permissions, styles
from citycompact.web.roles import FAMILY
from citycompact.web.site import idle, typed


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Links the person may open, the city's name, and whether this is the demo."""
    access = getattr(request, "access", None)
    roles = access.roles if access else frozenset()
    staff = bool(access and access.is_staff)
    shown = [
        {"address": reverse(link.route, args=link.arguments), "label": link.label}
        for link in links()
        if link.roles & roles & permissions()[link.route] and not (staff and link.roles == {FAMILY})
    ]
    return {
        "city": getattr(request, "city", None),
        "links": shown,
        "styles": styles(),
        "demo": settings.DEMO,
        "languages": settings.LANGUAGES,
        # Only a whole page takes what was kept for it.
        "typed": partial(typed.take, request),
        "warning_seconds": idle.warning(access) if access else 0,
    }
