"""Addresses of the site's pages as letters name them: whole, since a letter is read elsewhere."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse


def whole_address(route: str, *arguments: Any) -> str:
    """The address of a page, with the site's own in front; the worker, too, has no request to ask."""
    return f"{settings.SITE_ADDRESS}{reverse(route, args=arguments)}"
