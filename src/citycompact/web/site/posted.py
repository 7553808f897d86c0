"""What forms send, as plain values."""

from __future__ import annotations

from collections.abc import Iterable


def numbers_in(texts: Iterable[str]) -> list[int]:
    """The numbers of rows among what was sent; what can be none (no digits, too many) is left out."""
    return [int(text) for text in texts if text.isdecimal() and len(text) < 19]
