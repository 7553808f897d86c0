"""Names, numbers and counts as the published tables write them."""

from __future__ import annotations

import re

_WITHHELD = re.compile(r"(?:\*+|n/?a|[<>≤≥]\s*=?\s*\d+(?:\.\d+)?\s*%?)?", re.IGNORECASE)
_NUMBER = re.compile(r"0*(\d{1,6})(?:\.0+)?", re.ASCII)


def joined(text: str) -> str:
    """A text on one line: blanks are single, and a word that a line break cut at its hyphen is whole."""
    return " ".join(re.sub(r"-\s*[\r\n]\s*", "-", text).split())


def breaks(text: str) -> bool:
    """Whether a text has a line break inside."""
    return "\n" in text.strip() or "\r" in text.strip()


def school_number(text: str) -> str | None:
    """A school's number, “4” for 4, 004 and 4.0; None for what is none."""
    found = _NUMBER.fullmatch(text.strip())
    return found[1] if found else None


def count(text: str) -> int | None:
    """A whole number of pupils, below a million; None where it is withheld.

    Raises
    ------
    ValueError
        For what is neither a count nor one of the ways in which counts are withheld: empty, *, NA, <10, <=5.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found:
        return int(found[1])
    if _WITHHELD.fullmatch(text.strip()):
        return None
    raise ValueError(text)
