"""Numbers in a rulebook: kept as written, and refused where another machine could read another number."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from citycompact.facts.canonical_json import LARGEST_INTEGER
from citycompact.facts.kinds import SIGNIFICANT_DIGITS

Path = tuple[str | int, ...]


def as_written(text: str) -> Decimal:
    """A number with a point or an exponent, exactly; one that nothing can hold becomes infinite."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("Infinity")


def not_exact(content: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Places and texts of the numbers that a double does not give back as they were written.

    Every number of at most 15 significant digits (:data:`SIGNIFICANT_DIGITS`) is given back, unless
    it is too large or too small for a double (IEEE 754), or a whole number beyond 2^53 - 1, which a
    digest would hold as text; infinities and "nan" are no numbers of a rule.
    """
    if isinstance(content, dict):
        for name, inner in content.items():
            yield from not_exact(inner, (*path, name))
    elif isinstance(content, list):
        for number, inner in enumerate(content):
            yield from not_exact(inner, (*path, number))
    elif isinstance(content, Decimal):
        if not (content.is_finite() and _digits(content) <= SIGNIFICANT_DIGITS and _given_back(content)):
            yield path, str(content)
    elif isinstance(content, int) and _is_long(content):
        # Python writes no integer of more than some thousand digits, and nobody wants to read one.
        yield path, str(content) if content.bit_length() < 1_000 else "a very long integer"


def _is_long(number: int) -> bool:
    return abs(number) > LARGEST_INTEGER or len(str(abs(number)).rstrip("0")) > SIGNIFICANT_DIGITS


def _digits(number: Decimal) -> int:
    return len("".join(map(str, number.as_tuple().digits)).strip("0"))


def _given_back(number: Decimal) -> bool:
    return Decimal(repr(float(number))) == number
