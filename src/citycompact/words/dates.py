"""Days and times as people write them."""

from __future__ import annotations

import datetime

from babel.dates import format_date, format_time

from citycompact.words.language import LOCALES, Language


def say_date(day: datetime.date, language: Language) -> str:
    """A day in full: March 31, 2027; 31 de marzo de 2027."""
    return str(format_date(day, "long", locale=LOCALES[language]))


def say_clock(time: datetime.time) -> str:
    """A time as signed rules say it, the same in every language: 23:59, and 23:59:30 where seconds count."""
    return time.isoformat("auto" if time.second or time.microsecond else "minutes")


def say_time(time: datetime.time, language: Language) -> str:
    """A time of day: 11:59 PM; 11:59 p. m."""
    # CLDR parts the number from its half of the day by a narrow space, which few fonts in print have.
    return str(format_time(time, "short", locale=LOCALES[language])).replace("\u202f", " ")
