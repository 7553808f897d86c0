"""The language of the page that is being made."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import get_language


def page_language() -> Literal["en", "es"]:
    """Spanish where the request chose it, else English."""
    return "es" if (get_language() or "").startswith("es") else "en"
