"""A name without what two people write differently and mean the same: case, accents, hyphens, particles."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss"}
)
"""Letters that Unicode does not take apart."""
_PARTICLES = frozenset(
    ("de", "del", "della", "la", "las", "los", "da", "das", "do", "dos", "di", "du", "al", "el", "ul")
)
_SUFFIXES = frozenset(("jr", "jnr", "sr", "snr", "junior", "senior", "ii", "iii", "iv", "2nd", "3rd", "4th"))


@lru_cache(maxsize=500_000)
def folded(text: str) -> str:
    """Return the words of a text in lower case, without marks, apostrophes and hyphens, one space between.

    Unicode NFKD, marks dropped; letters of every script stay. ``Núñez`` is ``nunez``, ``O’Brien`` is
    ``obrien``, ``Smith-Jones`` is ``smith jones``, ``Đặng`` is ``dang``.
    """
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = []
    for one in parts.translate(_LETTERS):
        kind = unicodedata.category(one)[0]
        if one in "'’‘`´ʼʻʹ＇′" or kind == "M" or unicodedata.category(one) == "Cf":
            continue
        kept.append(one if kind in "LN" else " ")
    return " ".join("".join(kept).split())


@lru_cache(maxsize=500_000)
def name_words(name: str) -> tuple[str, ...]:
    """Words of a given or family name without particles and suffixes (de la, Jr., III), if any are left."""
    words = folded(name).split()
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    # A particle stands before something: the last word is the name itself (Do and La are Vietnamese names).
    return tuple(word for n, word in enumerate(words) if word not in _PARTICLES or n == len(words) - 1)
