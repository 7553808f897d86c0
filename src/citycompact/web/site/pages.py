"""The front page, help, and error pages, which say nothing about anybody."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from citycompact.web.declarations import front, homes
from citycompact.web.site.access import access_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where everybody arrives; staff go on to their own pages."""
    access = access_of(request)
    if getattr(request, "city", None) is None:
        return render(request, "site/no_city.html")
    if settings.DEMO and request.GET.get("roles"):
        return _front(request)
    route = next((route for role, route in homes() if role in access.roles), None)
    return _front(request) if route is None else redirect(route)


def _front(request: HttpRequest) -> HttpResponse:
    parts = [{"template": part.template, **part.context(request)} for part in front()]
    return render(request, "site/home.html", {"parts": parts})


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """How the match works and how to check it."""
    return render(request, "site/help.html")


def _error(request: HttpRequest, status: int, title: str, words: str) -> HttpResponse:
    return render(
        request, "site/error.html", {"title": title, "words": words, "status": status}, status=status
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _error(request, 400, _("We could not read that"), _("Go back and try again."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _error(request, 403, _("This page is not for you"), _("Sign in with another account, or go back."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _error(
        request, 404, _("There is no such page"), _("Check the address, or start from the first page.")
    )


def not_allowed(request: HttpRequest) -> HttpResponse:
    """405: an address that only takes what a form sends, opened as a page."""
    return _error(
        request, 405, _("This is not a page"), _("Go back and try again, or start from the first page.")
    )


def length_required(request: HttpRequest) -> HttpResponse:
    """411: a body of which nobody says how long it is."""
    return _error(request, 411, _("We could not read that"), _("Go back and try again."))


def too_large(request: HttpRequest, limit: int) -> HttpResponse:
    """413: a form or file of more bytes than are taken here."""
    words = _("At most %(most)s MB are taken here. Go back and send less; nothing that was saved is lost.")
    return _error(request, 413, _("That is too large"), words % {"most": f"{limit / 1e6:g}"})


def failed(request: HttpRequest) -> HttpResponse:
    """500, without anything that could fail again."""
    from django.template import Engine

    return HttpResponse(Engine.get_default().get_template("site/failed.html").source, status=500)
