"""The languages of a city, as every room, letter and page knows them."""

from __future__ import annotations

from typing import Literal

Language = Literal["en", "es"]

LANGUAGES: tuple[Language, ...] = ("en", "es")
"""Every language in which something is said; the first one stands where a translation is missing."""

LOCALES: dict[Language, str] = {"en": "en_US", "es": "es_US"}
"""Language to the locale by which dates and numbers are written (Unicode CLDR)."""
