"""What the pages of the steward share: who may write, short names that are free, errors in one line."""

from __future__ import annotations

from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.text import slugify

from citycompact.web.site.access import access_of
from citycompact.web.site.models import Role


def may_write(request: HttpRequest) -> bool:
    """Whether the request comes from the steward."""
    return Role.STEWARD in access_of(request).roles


def all_errors(form: BaseForm) -> str:
    """Everything that is wrong with a form."""
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def free_slug(model: type[Model], wanted: str) -> str:
    """A short name that is not taken."""
    base = slugify(wanted)[:70]
    taken = set(model._default_manager.filter(pk__startswith=base).values_list("pk", flat=True))
    return next(name for name in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if name not in taken)
