"""Holding every request against the roles that its route declares."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from citycompact.web.declarations import permissions, without_second_factor
from citycompact.web.roles import ANYONE, FAMILY, STAFF
from citycompact.web.site.models import StaffRole, User


class Access:
    """The roles of the person behind a request, looked up once."""

    def __init__(self, user: User | None) -> None:
        self.user = user

    @cached_property
    def staff_roles(self) -> list[StaffRole]:
        """Every role the person holds."""
        # Families, who are most, have none: what a role is of is fetched where somebody has one.
        found = list(self.user.staff_roles.all()) if self.user else []
        prefetch_related_objects(found, "school", "operator")
        return found

    @cached_property
    def roles(self) -> frozenset[str]:
        """Names of roles as routes declare them."""
        if self.user is None:
            return frozenset({ANYONE})
        return frozenset({FAMILY, *(role.role for role in self.staff_roles)})

    def scoped(self, role: str) -> list[StaffRole]:
        """The person's roles of one kind."""
        return [item for item in self.staff_roles if item.role == role]

    @property
    def is_staff(self) -> bool:
        """Whether the person holds any role but that of a family."""
        return bool(self.roles & STAFF)


def access_of(request: HttpRequest) -> Access:
    """The roles of the person behind a request."""
    access: Access = request.access  # type: ignore[attr-defined]  # put there by AccessMiddleware
    return access


def signed_in(request: HttpRequest) -> User:
    """The person behind a request to a page that nobody may open without signing in."""
    assert isinstance(request.user, User)
    return request.user


class AccessMiddleware:
    """Opens a route only to the roles that it declares; staff only with a second factor."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user if request.user.is_authenticated else None
        request.access = Access(user)  # type: ignore[attr-defined]  # read by access_of
        response = self.answer(request)
        if user is not None:
            # The next at a library's computer finds nothing of it behind the button that goes back.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Let the request through, send it to sign in, or refuse it."""
        match = request.resolver_match
        assert match is not None
        access = access_of(request)
        allowed = permissions().get(match.view_name)
        if allowed is None:
            raise PermissionDenied
        if allowed & access.roles:
            return self._second_factor(request, match.view_name, access)
        if access.user is None:
            return redirect(f"{_address('account_login')}?{urlencode({'next': request.path})}")
        raise PermissionDenied

    @staticmethod
    def _second_factor(request: HttpRequest, route: str, access: Access) -> HttpResponse | None:
        free = route in without_second_factor()
        if free or not access.is_staff or (request.session.get("demo_sign_in") and settings.DEMO):
            return None
        return None if is_mfa_enabled(access.user) else redirect("mfa_activate_totp")


def _address(name: str) -> str:
    from django.urls import reverse

    return reverse(name)
