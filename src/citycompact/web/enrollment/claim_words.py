"""Claims in the words of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from citycompact.enrollment import label
from citycompact.web.site.language import page_language


def claim_words(name: str, labels: Mapping[str, str]) -> Any:
    """A claim in words, in the page's language; ``labels`` are those of the rulebook."""
    language = page_language()
    known = {
        "sibling": _("A brother or sister goes to this school"),
        "staff_child": _("A parent works at this school"),
    }
    return known.get(name) or label(name, {name: labels.get(language, "")}, language)
