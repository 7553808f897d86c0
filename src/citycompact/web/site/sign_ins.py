"""Who signs in, and where somebody tries to, stands in the trail; what was typed does not."""

from __future__ import annotations

from typing import Any

import pghistory
from allauth.account.signals import login_code_rejected
from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from citycompact.web.site import typed
from citycompact.web.site.models import SignIn, User


def signed_in(user: User, request: HttpRequest, **_: Any) -> None:
    """An account was opened; whatever the request goes on to do, it does as this account."""
    pghistory.context(user=str(user.pk), email=user.email)
    SignIn.add("signed in", str(user.pk))
    if page := typed.page_for(str(user.pk)):
        request.session["typed"] = page


def signed_out(user: User | None, **_: Any) -> None:
    """Who signs out leaves nothing behind that was typed and not saved."""
    if user is not None:
        typed.forget(str(user.pk))


def not_signed_in(credentials: dict[str, Any], **_: Any) -> None:
    """A wrong password, or no such account."""
    typed = str(credentials.get("email") or credentials.get("username") or "")
    account = User.objects.filter(email__iexact=typed.strip()).first() if "\0" not in typed else None
    SignIn.add("failed", str(account.pk) if account else None)


def wrong_code(user: User | None = None, **_: Any) -> None:
    """A wrong code, by mail or of a second factor."""
    SignIn.add("wrong code", str(user.pk) if user is not None else None)


def listen() -> None:
    """Begin to write them down."""
    user_logged_in.connect(signed_in, dispatch_uid="trail")
    user_logged_out.connect(signed_out, dispatch_uid="typed")
    user_login_failed.connect(not_signed_in, dispatch_uid="trail")
    login_code_rejected.connect(wrong_code, dispatch_uid="trail")
    authentication_failed.connect(wrong_code, dispatch_uid="trail")
