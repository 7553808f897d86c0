"""Passwords of staff, which open what is held about other people's children: long, or passkeys instead."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from citycompact.web.site.models import StaffRole

STAFF_LENGTH = 15
"""Characters of a staff member's password (NIST SP 800-63B-4: 15 where a password is a factor by itself)."""
_SHORT = "short_password"


class StaffPasswordValidator:
    """Refuses a shorter password to whoever holds a role."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """ValidationError for a password that is too short for this person."""
        if _short_for_staff(password, user):
            said = _("Staff need a password of at least %(length)s characters, or a passkey.")
            raise ValidationError(said % {"length": STAFF_LENGTH}, code="password_too_short")

    def get_help_text(self) -> str:
        """Beside the field."""
        return _("For staff: at least %(length)s characters.") % {"length": STAFF_LENGTH}


def note_length(request: HttpRequest, password: str, user: AbstractBaseUser | None) -> None:
    """At sign-in, the one moment at which the length is known: a short one from before the role is changed
    before any page of staff."""
    request.session[_SHORT] = _short_for_staff(password, user)


def too_short(request: HttpRequest) -> bool:
    """Whether this session began with a password that staff may not have."""
    return bool(request.session.get(_SHORT))


def changed(request: HttpRequest, **_more: Any) -> None:
    """Another password was set, which the validator has let pass."""
    request.session.pop(_SHORT, None)


def _short_for_staff(password: str, user: AbstractBaseUser | None) -> bool:
    staff = user is not None and user.pk is not None and StaffRole.objects.filter(user=user.pk).exists()
    return staff and len(password) < STAFF_LENGTH


def listen() -> None:
    """Begin to follow what the library does."""
    for signal in (password_changed, password_reset, password_set):
        signal.connect(changed, dispatch_uid="password")
