"""Whether each value of a section was written as what it is: a number as a number, a day as a day.

A model reads "12" as 12 and 1 as true. Then two texts mean one rule, their digests differ, and a number
between quotes escapes what holds for numbers.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

Path = tuple[str | int, ...]

_KINDS: tuple[tuple[type | tuple[type, ...], str, str], ...] = (
    # In this order: true is an integer too, and a moment a day.
    (bool, "is neither true nor false.", "Write true or false, without quotes."),
    ((int, float, Decimal), "is not a number.", "Write the number without quotes."),
    (
        datetime.datetime,
        "is not a day with its hour.",
        "Write both, without quotes: 2027-02-12T23:59:00.",
    ),
    (datetime.date, "is not a day.", "Write the day alone, without quotes: 2027-02-12."),
    (str, "is not a text.", "Write it between quotes."),
)


def written_otherwise(
    written: Any, read: Any, path: Path = (), *, days_are_texts: bool = False
) -> Iterator[tuple[Path, Any, str, str]]:
    """Places where a value was read as another kind than it was written.

    Parameters
    ----------
    written
        The section as TOML has it.
    read
        The model that was made of it.
    days_are_texts
        It comes from JSON, which has no days: there they stand in the spelling that is hashed.

    Returns
    -------
    For each place: the way to it, the value, what is wrong, and how to mend it.
    """
    if isinstance(written, dict):
        inner = vars(read) if isinstance(read, BaseModel) else read
        if isinstance(inner, Mapping):
            for name, value in written.items():
                if name in inner:
                    yield from written_otherwise(
                        value, inner[name], (*path, name), days_are_texts=days_are_texts
                    )
    elif isinstance(written, list):
        if isinstance(read, list | tuple) and len(read) == len(written):
            for number, (value, one) in enumerate(zip(written, read, strict=True)):
                yield from written_otherwise(value, one, (*path, number), days_are_texts=days_are_texts)
    elif not (days_are_texts and isinstance(read, datetime.date) and written in _spelled(read)):
        kind = _kind(read)
        if kind is not None and kind is not _kind(written):
            yield path, written, kind[1], kind[2]


def _spelled(day: datetime.date) -> tuple[str, ...]:
    """How a day or a moment is hashed; a moment at midnight may have been read as its day."""
    at_midnight = () if isinstance(day, datetime.datetime) else (f"{day.isoformat()}T00:00:00",)
    return day.isoformat(), *at_midnight


def _kind(value: Any) -> tuple[type | tuple[type, ...], str, str] | None:
    return next((kind for kind in _KINDS if isinstance(value, kind[0])), None)
