"""What models say to people: the domain's closed lists as choices, in both languages, and a row too many."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from citycompact.web.site.language import page_language
from citycompact.words import Language

CONTRADICTS = _("This contradicts another record.")


def spoken(names: Mapping[Language, str | tuple[str, str]]) -> str:
    """The name in the language of the request; of a (name, description) pair, the name."""
    name = names[page_language()]
    return name if isinstance(name, str) else name[0]


def choices(known: Mapping[str, Mapping[Language, str | tuple[str, str]]]) -> list[tuple[str, str]]:
    """Key and name, translated when shown."""
    later = lazy(spoken, str)
    return [(key, later(names)) for key, names in known.items()]
