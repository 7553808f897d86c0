"""One slip of the hand: a letter too many, too few, wrong, or two in the wrong order."""

from __future__ import annotations

from typing import Literal

Slip = Literal["doubled", "swapped", "first", "last", "inside"]
"""Which: a letter doubled or not; two neighbours swapped; another first or last letter; one inside."""


def slip(a: str, b: str) -> Slip | None:
    """Return the one slip that makes one text the other, or None where there are none or several.

    The distance is that of Damerau (1964) and Levenshtein (1966), and it is one.
    """
    if a == b or abs(len(a) - len(b)) > 1:
        return None
    if len(a) > len(b):
        a, b = b, a
    at = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    if len(a) < len(b):
        if a[at:] != b[at + 1 :]:
            return None
        if at and b[at] == b[at - 1]:
            return "doubled"
        return _place(at, len(b))
    if a[at + 1 :] == b[at + 1 :]:
        return _place(at, len(b))
    if a[at : at + 2] == b[at : at + 2][::-1] and a[at + 2 :] == b[at + 2 :]:
        return "swapped"
    return None


def _place(at: int, length: int) -> Slip:
    if at == 0:
        return "first"
    return "last" if at == length - 1 else "inside"
