"""The domain's closed lists as choices of model fields, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import lazy

from citycompact.web.page_language import page_language


def spoken(names: Mapping[str, Any]) -> str:
    """The name in the language of the request; of a (name, description) pair, the name."""
    name = names[page_language()]
    return str(name if isinstance(name, str) else name[0])


def choices(known: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, Any]]:
    """Key and name, translated when shown."""
    later = lazy(spoken, str)
    return [(key, later(names)) for key, names in known.items()]
