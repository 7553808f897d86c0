"""What every page shows and wears: the links of its header, and the apps' style sheets."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language_info

from citycompact.web.declarations import links, permissions, styles
from citycompact.web.roles import FAMILY
from citycompact.web.site import idle, typed


def spoken(request: HttpRequest) -> list[str]:
    """The languages that the city's pages come in; before there is a city, all that there are words for."""
    city = getattr(request, "city", None)
    known = [code for code, _name in settings.LANGUAGES]
    return [code for code in known if code in city.languages] if city is not None else known


def _own_name(code: str) -> str:
    name: str = get_language_info(code)["name_local"]
    return name[:1].upper() + name[1:]


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
        "spoken": [(code, _own_name(code)) for code in spoken(request)],
        # Only a whole page takes what was kept for it.
        "typed": partial(typed.take, request),
        "warning_seconds": idle.warning(access) if access else 0,
    }
