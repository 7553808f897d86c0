"""Texts in a rulebook: a signer sees all that is in them, and they are short enough to be kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from pydantic import AfterValidator

Path = tuple[str | int, ...]

LONGEST_NAME = 200
"""Most characters of the name of a rulebook or a signer: what a site keeps of them."""
LONGEST_VERSION = 80
LONGEST_CITY = 64
_JOINERS = "\u200c\u200d"
"""Invisible, and needed to write Persian and the languages of India."""


def unseen_characters(text: str) -> list[str]:
    """Code points in a text that nobody sees: control characters, marks of direction, other line ends."""
    kinds = ("Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn")
    found = [one for one in text if unicodedata.category(one) in kinds and one not in _JOINERS]
    return [f"U+{ord(one):04X}" for one in dict.fromkeys(found)]


def text_fault(text: str, most: int) -> tuple[str, str] | None:
    """What is wrong with a name, and its mend; None where it can be kept and read."""
    if not text.strip():
        return "is empty.", "Give it a text."
    if len(text) > most:
        return f"has {len(text):,} characters.", f"Shorten it to at most {most}."
    if unseen := unseen_characters(text):
        return _unseen(unseen)
    return None


def _unseen(characters: list[str]) -> tuple[str, str]:
    message = f"holds characters that nobody sees: {', '.join(characters[:5])}."
    return message, "Take them out: what is signed must be seen."


def short(most: int) -> AfterValidator:
    """A check of a model: a text that can be kept and read; see :func:`text_fault`."""

    def check(text: str) -> str:
        if fault := text_fault(text, most):
            raise ValueError(" | ".join(fault))
        return text

    return AfterValidator(check)


def unseen_places(content: Any, path: Path = ()) -> Iterator[tuple[Path, str, str]]:
    """Places of texts and keys that hold what nobody sees, each with what is wrong and its mend."""
    if isinstance(content, dict):
        for name, inner in content.items():
            if found := unseen_characters(name):
                yield path, *_unseen(found)
            yield from unseen_places(inner, (*path, name))
    elif isinstance(content, list):
        for number, inner in enumerate(content):
            yield from unseen_places(inner, (*path, number))
    elif isinstance(content, str) and (found := unseen_characters(content)):
        yield path, *_unseen(found)
