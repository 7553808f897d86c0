"""Birth dates of one column as people write them: which number is the month, the column itself tells."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

_ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)(?:[T ]00:00(?::00)?)?")
_SLASHED = re.compile(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})")


@dataclass(frozen=True)
class ReadDays:
    """Days in the column's order; where there is none, whether the cell was empty; how slashes were read.

    ``order`` is ``month first`` or ``day first``, or None where every day is written 2019-05-31. ``told``
    is whether the column itself tells (a 25 is no month).
    """

    days: list[datetime.date | None]
    unread: list[int]
    order: str | None
    told: bool


def read_days(texts: list[str], latest: datetime.date) -> ReadDays:
    """Read a column of days; those after ``latest`` or before 1900 are unread."""
    slashed = [found for text in texts if (found := _SLASHED.fullmatch(text.strip()))]
    day_first = any(int(found[1]) > 12 for found in slashed)
    month_first = any(int(found[2]) > 12 for found in slashed)
    by_day = day_first and not month_first
    days: list[datetime.date | None] = []
    unread = []
    for n, text in enumerate(texts):
        day = _day(text.strip(), by_day)
        if text.strip() and (day is None or day > latest or day.year < 1900):
            unread.append(n)
            day = None
        days.append(day)
    order = ("day first" if by_day else "month first") if slashed else None
    return ReadDays(days, unread, order, day_first != month_first)


def _day(text: str, by_day: bool) -> datetime.date | None:
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _SLASHED.fullmatch(text):
        one, two, year = map(int, found.groups())
        month, day = (two, one) if by_day else (one, two)
    else:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
