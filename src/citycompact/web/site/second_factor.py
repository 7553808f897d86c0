"""The second factor of a session: asked of this one, and ended with all others where it changes."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from citycompact.web.site.models import User

ASKED_ON = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_reauthenticate"})
"""Pages on which a signed-in person shows again who they are; open to a session that has yet to do so."""


def enrolled(request: HttpRequest) -> bool:
    """Whether the person has a second factor at all."""
    return bool(is_mfa_enabled(request.user))


def passed(request: HttpRequest) -> bool:
    """Whether a second factor was shown in this session: another session's, or having one, is not enough."""
    assert isinstance(request.user, User)
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """Who enrolls has just shown the new factor here; sessions from before it end."""
    record_authentication(request, user, method="mfa", id=authenticator.pk, type=authenticator.type)
    end_other_sessions(request, user)


def removed(request: HttpRequest, user: User, **_: Any) -> None:
    """A factor that was taken away opens nothing any more, nor do sessions that it opened."""
    end_other_sessions(request, user)


def end_other_sessions(request: HttpRequest, user: User) -> int:
    """End every session of an account but the one of this request, and say how many.

    Sessions carry no account in a column, so each is opened: some microseconds, seldom needed.
    """
    running = Session.objects.filter(expire_date__gt=timezone.now())
    others = running.exclude(session_key=request.session.session_key).iterator()
    theirs = [one.pk for one in others if one.get_decoded().get("_auth_user_id") == str(user.pk)]
    return Session.objects.filter(pk__in=theirs).delete()[0]


def listen() -> None:
    """Begin to follow what the library does."""
    authenticator_added.connect(added, dispatch_uid="second factor")
    authenticator_removed.connect(removed, dispatch_uid="second factor")
