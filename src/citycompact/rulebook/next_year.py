"""A rulebook's text for the round of a year later: a suggestion, to be edited before anybody signs."""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection

_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?=\b|T)")
_MONTHS = "|".join(calendar.month_name[1:])
_SPELLED = re.compile(rf"\b(\d{{1,2}}) ({_MONTHS}) (\d{{4}})\b|\b({_MONTHS}) (\d{{1,2}}), (\d{{4}})\b")
_SCHOOL_YEAR = re.compile(r"\b(\d{4})([-/\u2013])(\d{2})\b(?![-\d])")
_ID = re.compile(r"""^(\s*id\s*=\s*)(["'])([^"'\n]+)\2""", re.MULTILINE)


def text_of_next_year(text: str, taken: Collection[str]) -> str:
    """The same text with every day and school year a year later, and another id for each round whose id is
    ``taken``: with its year one higher where it names one, else with the year in which the next one opens.

    29 February becomes the 28th. What is drawn is spelled again where its day is written out; all else stays.
    """
    opens = re.search(r"^\s*opens\s*=\s*(\d{4})", text, re.MULTILINE)
    year = int(opens[1]) + 1 if opens else 0
    later = _DAY.sub(_a_year_later, text)
    later = _SPELLED.sub(_spelled_later, later)
    later = _SCHOOL_YEAR.sub(lambda m: f"{int(m[1]) + 1}{m[2]}{(int(m[3]) + 1) % 100:02}", later)

    def named(found: re.Match[str]) -> str:
        name = found[3]
        return f"{found[1]}{found[2]}{_free(name, year, taken) if name in taken else name}{found[2]}"

    return _ID.sub(named, later)


def _a_year_later(found: re.Match[str]) -> str:
    year, month, day = int(found[1]) + 1, int(found[2]), int(found[3])
    leap = (month, day) == (2, 29) and not calendar.isleap(year)
    return f"{year:04}-{month:02}-{28 if leap else day:02}"


def _spelled_later(found: re.Match[str]) -> str:
    day, month = (found[1], found[2]) if found[1] else (found[5], found[4])
    year = int(found[3] or found[6]) + 1
    if (month, int(day)) == ("February", 29) and not calendar.isleap(year):
        day = "28"
    return f"{day} {month} {year}" if found[1] else f"{month} {day}, {year}"


def _free(name: str, year: int, taken: Collection[str]) -> str:
    """An id that no round has."""
    named = re.search(r"\d{4}", name)
    while named and name in taken:
        name = name[: named.start()] + str(int(name[named.start() : named.end()]) + 1) + name[named.end() :]
    wanted, number = name, 1
    while name in taken:
        name = f"{wanted}-{year}" if number == 1 else f"{wanted}-{year}-{number}"
        number += 1
    return name
