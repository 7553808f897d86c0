"""Holding every request against the roles that its route declares."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from citycompact.web.declarations import before_city, permissions, without_second_factor
from citycompact.web.roles import ANYONE, FAMILY, STAFF
from citycompact.web.site import passwords, second_factor, typed
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
        if user is not None and "no-store" not in response.headers.get("Cache-Control", ""):
            # The next at a library's computer finds nothing of it behind the button that goes back.
            response.headers["Cache-Control"] = "private, no-store"
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
            return self._second_factor(request, match.view_name, access) or _no_city(request)
        if access.user is None:
            return _to_sign_in(request)
        raise PermissionDenied

    @staticmethod
    def _second_factor(request: HttpRequest, route: str, access: Access) -> HttpResponse | None:
        """Where staff are sent whose session does not yet open this page."""
        if not access.is_staff or (request.session.get("demo_sign_in") and settings.DEMO):
            return None
        free = route in without_second_factor()
        if not second_factor.enrolled(request):
            return None if free else redirect("mfa_activate_totp")
        if not second_factor.passed(request):
            # Also its own pages: who knows a password alone must not take the second factor away.
            if ANYONE in permissions()[route] or route in second_factor.ASKED_ON:
                return None
            return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': _page_of(request)})}")
        if passwords.too_short(request) and not free:
            return redirect("account_change_password")
        return None


def _no_city(request: HttpRequest) -> HttpResponse | None:
    """What every page says before there is a city that it could be of; staff are led to set one up."""
    match = request.resolver_match
    assert match is not None
    if getattr(request, "city", None) is not None or match.view_name in before_city():
        return None
    # Also where a form or a script asks: there is nothing that it could have come from.
    return render(request, "site/no_city.html")


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To sign in, and then back to the page that the person was on.

    A request that a script of the page made is not what was on the screen; its answer moves the whole page.
    What a form sent in the moment in which its session ended is kept until its account is back.
    """
    account = getattr(request, "timed_out", "")
    said = request.META.get("CONTENT_LENGTH") or ""
    # What is larger than any form without a file is read for nobody here.
    small = said.isdecimal() and int(said[:18]) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if account and request.method == "POST" and small:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        typed.keep(account, _page_of(request), request.path, fields)
    address = f"{reverse('account_login')}?{urlencode({'next': _page_of(request)})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return redirect(address)


def _page_of(request: HttpRequest) -> str:
    """The page on which a request was made, which can be opened again: the address of what a form sends or a
    script asks may take nothing else. The first page where the browser does not say."""
    by_script = request.headers.get("HX-Request")
    if not by_script and request.method in ("GET", "HEAD"):
        return request.path
    said = request.headers.get("HX-Current-URL" if by_script else "Referer", "")
    if not url_has_allowed_host_and_scheme(said, {request.get_host()}):
        return reverse("home")
    return urlsplit(said).path
