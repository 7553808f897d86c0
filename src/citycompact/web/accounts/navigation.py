"""What the header of every page shows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from citycompact.web.accounts.permissions import PERMISSIONS

_LINKS = (
    (
        "compact:overview",
        _("Promises"),
        frozenset({"anyone", "family", "steward", "approver", "operator", "auditor"}),
    ),
    ("families:children", _("My children"), frozenset({"family"})),
    ("schools:programs", _("My school"), frozenset({"school", "operator"})),
    ("schools:claims", _("Claims"), frozenset({"school", "operator"})),
    ("office:rounds", _("Rounds"), frozenset({"office", "approver", "auditor"})),
    ("office:children", _("Applications"), frozenset({"office", "auditor"})),
    ("office:trail", _("Audit trail"), frozenset({"office", "auditor", "steward"})),
    ("compact:desk", _("Steward"), frozenset({"steward", "auditor"})),
    ("compact:amendments", _("Amendments"), frozenset({"approver"})),
    ("outbox:messages", _("Messages"), frozenset({"office", "auditor"})),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Links the person may open, the city's name, and whether this is the demo."""
    access = getattr(request, "access", None)
    roles = access.roles if access else frozenset()
    staff = bool(access and access.is_staff)
    links = [
        {"route": route, "label": label}
        for route, label, shown_to in _LINKS
        if shown_to & roles & PERMISSIONS[route] and not (staff and shown_to == {"family"})
    ]
    return {
        "city": getattr(request, "city", None),
        "links": links,
        "demo": settings.DEMO,
        "languages": settings.LANGUAGES,
    }
