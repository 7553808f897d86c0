"""How two given names, two family names, or two whole names can be those of one child."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Literal

from citycompact.people.short_names import short_of_one_another
from citycompact.people.slips import slip
from citycompact.people.spelling import spelled_family, spelled_given

Words = tuple[str, ...]
"""A name, folded, without particles."""
GivenRelation = Literal["same", "spelling", "short", "part", "order", "slip"]
FamilyRelation = Literal["same", "spelling", "part", "swapped", "slip"]


@lru_cache(maxsize=500_000)
def given_relation(a: Words, b: Words) -> GivenRelation | None:
    """How two given names differ, or None where they are two names.

    Ana Maria and Ana M. (part), Jose and Pepe (short), Mateo and Maeto (slip). Jose Maria and Maria
    Jose are a boy and a girl, and every other order of two names is one child (order).
    """
    if "".join(a) == "".join(b):
        return "same"
    x, y = [spelled_given(word) for word in a], [spelled_given(word) for word in b]
    if "".join(x) == "".join(y):
        return "spelling"
    if sorted(x) == sorted(y):
        return None if "maria" in x else "order"
    if _is_part(x, y, a, b) or _is_part(y, x, b, a):
        return "part"
    if short_of_one_another(a[0], b[0]) and (len(a) == 1 or len(b) == 1 or a[1:] == b[1:]):
        return "short"
    if min(len("".join(a)), len("".join(b))) > 2 and slip("".join(a), "".join(b)):
        return "slip"
    return None


@lru_cache(maxsize=500_000)
def family_relation(a: Words, b: Words) -> FamilyRelation | None:
    """How two family names differ, or None where they are those of two families.

    Avila Ruiz and Avila (part), Cruz Vega and Vega Cruz (swapped), Núñez and Muñez (slip). Short names
    lie too near each other for a slip: Vang and Yang, Lo and Lor.
    """
    if "".join(a) == "".join(b):
        return "same"
    x, y = [spelled_family(word) for word in a], [spelled_family(word) for word in b]
    if "".join(x) == "".join(y):
        return "spelling"
    if sorted(x) == sorted(y):
        return "swapped"
    if not Counter(x) - Counter(y) or not Counter(y) - Counter(x):
        return "part"
    one, other = "".join(a), "".join(b)
    kind, shorter = slip(one, other), min(len(one), len(other))
    if kind and (shorter > 4 or kind == "swapped" or (shorter == 4 and kind != "first")):
        return "slip"
    return None


def words_moved(given: Words, family: Words, other_given: Words, other_family: Words) -> bool:
    """Whether two whole names have the same words in other places.

    All of them (Nguyen / An and An / Nguyen), or, where the first given name is one, those of the
    shorter name (Ayaan / Mohamed Ali and Ayaan Mohamed / Ali, Somali names being a chain of fathers').
    """
    one = Counter(spelled_given(word) for word in given + family)
    other = Counter(spelled_given(word) for word in other_given + other_family)
    if one == other:
        return True
    same_first = spelled_given(given[0]) == spelled_given(other_given[0])
    return same_first and min(one.total(), other.total()) > 1 and (not one - other or not other - one)


def _is_part(x: list[str], y: list[str], a: Words, b: Words) -> bool:
    """Whether every word of the first name stands in the second too, at least one of them in full.

    An initial stands for a word as it is written (C. for Carlos), not as it sounds.
    """
    if len(x) > len(y):
        return False
    rest, whole = list(range(len(y))), 0
    for n, word in enumerate(x):
        found = [m for m in rest if y[m] == word] or [m for m in rest if _initial(a[n], b[m])]
        if not found:
            return False
        whole += len(word) > 1 and y[found[0]] == word
        rest.remove(found[0])
    return whole > 0


def _initial(a: str, b: str) -> bool:
    return a[0] == b[0] and (len(a) == 1 or len(b) == 1)
