"""Small words templates need everywhere."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def grade_name(grade: str) -> str:
    """A grade as families say it."""
    names = {"PK3": _("Pre-K for 3-year-olds"), "PK4": _("Pre-K for 4-year-olds"), "K": _("Kindergarten")}
    return names.get(grade) or _("Grade %(number)s") % {"number": grade}


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """Look a key up."""
    return mapping.get(key) if mapping else None


@register.filter
def has_error(field: Any) -> str:
    """The class of a form group with an error."""
    return "usa-form-group--error" if field.errors else ""
