"""The language of the page that is being made."""

from __future__ import annotations

from django.utils.translation import get_language

from citycompact.words import LANGUAGES, Language


def page_language() -> Language:
    """The language that the request chose, else the first one."""
    chosen = (get_language() or "").partition("-")[0]
    return next((language for language in LANGUAGES if language == chosen), LANGUAGES[0])
