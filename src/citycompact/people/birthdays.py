"""How two birth dates can be that of one child."""

from __future__ import annotations

import datetime
from typing import Literal

DateRelation = Literal["same", "day", "month", "year", "swapped", "missing"]
"""Equal; one part differs; day and month swapped; one of them is not known."""


def date_relation(a: datetime.date | None, b: datetime.date | None) -> DateRelation | None:
    """How two birth dates differ, or None where they differ in more than one way.

    Two digits in the wrong order are one part that differs.
    """
    if a is None or b is None:
        return "missing"
    differing = [part for part in ("day", "month", "year") if getattr(a, part) != getattr(b, part)]
    if not differing:
        return "same"
    if len(differing) == 1:
        return differing[0]  # type: ignore[return-value]
    if (a.year, a.month, a.day) == (b.year, b.day, b.month):
        return "swapped"
    return None
