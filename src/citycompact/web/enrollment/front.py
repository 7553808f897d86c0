"""What the front page says of enrollment: the rounds that are or were open."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from citycompact.web.enrollment.models import Round


def rounds_on_the_front(request: HttpRequest) -> dict[str, Any]:
    """The latest rounds."""
    return {"rounds": Round.objects.opened()[:3]}
