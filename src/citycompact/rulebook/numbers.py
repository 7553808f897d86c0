"""Numbers in a rulebook: kept as written, and refused where another machine could read another number."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

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
    it is too large or too small for a double (IEEE 754); infinities and "nan" are no numbers of a rule.
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
    elif isinstance(content, int) and len(str(abs(content)).rstrip("0")) > SIGNIFICANT_DIGITS:
        yield path, str(content)


def _digits(number: Decimal) -> int:
    return len("".join(map(str, number.as_tuple().digits)).strip("0"))


def _given_back(number: Decimal) -> bool:
    return Decimal(repr(float(number))) == number
