"""Reading JSON that somebody else may have written: nothing in it may be read in two ways."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from citycompact.facts.problems import FactsError, Problem


def json_of(text: str, file: str, *, decimals: bool = False) -> Any:
    """Read a JSON text (RFC 8259) whose objects have each key once (RFC 7493, section 2.3).

    Parameters
    ----------
    file
        Name used in messages.
    decimals
        Whether fractions become :class:`~decimal.Decimal`, as in a rulebook, instead of float.

    Raises
    ------
    FactsError
        Where it is no JSON, repeats a key, holds a number that is not finite, or is nested too deep.
    """
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_refused,
            parse_float=Decimal if decimals else None,
        )
    except (ValueError, RecursionError) as error:
        mend = "Take the file as it was published."
        raise FactsError([Problem(file, f"cannot be read as JSON: {error}.", mend)]) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        # Which of the two counts, readers disagree on.
        raise ValueError(f"{', '.join(map(repr, twice))} stands twice in one object")
    return found


def _refused(name: str) -> Any:
    raise ValueError(f"{name} is not a number")
