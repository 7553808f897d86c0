"""The city's logo: what is taken of an uploaded picture."""

from __future__ import annotations

import io

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image

from citycompact.facts import sha256_hex
from citycompact.web.city.models import City, Logo

MOST_BYTES = 2_000_000
_LARGEST_SIDE = 4000
_HEIGHT = 96
"""Pixels of what is kept: twice the height at which it is shown."""
_WIDTH = 480


def png_of(content: bytes) -> bytes:
    """An uploaded PNG or JPEG as a small PNG of its own: nothing of the file but its pixels is kept.

    Raises
    ------
    ValidationError
        For what is no such picture, or too large a one.
    """
    words = _("Choose a picture (PNG or JPEG) of at most 2 MB and 4,000 pixels on each side.")
    if len(content) > MOST_BYTES:
        raise ValidationError(words)
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if max(picture.size) > _LARGEST_SIDE:
                raise ValidationError(words)
            drawn = picture.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise ValidationError(words) from None
    drawn.thumbnail((_WIDTH, _HEIGHT))
    kept = io.BytesIO()
    drawn.save(kept, "PNG")
    return kept.getvalue()


def keep_logo(city: City, png: bytes | None) -> None:
    """Make a picture the city's logo; None takes it away. The row of the city, which is tracked, names it."""
    name = ""
    if png is not None:
        name = sha256_hex(png)
        Logo.objects.get_or_create(sha256=name, defaults={"png": png})
    city.logo = name
    city.save(update_fields=["logo"])
    Logo.objects.exclude(pk=name).delete()
