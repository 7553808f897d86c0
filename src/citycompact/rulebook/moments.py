"""Times in a rulebook: on the city's own clock, with their hour, and never one that the clock skips."""

from __future__ import annotations

import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, NaiveDatetime


def _with_its_hour(value: Any) -> Any:
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        raise ValueError(
            "is a day without its hour, and families would read it as the whole day. "
            f"| Write both, without quotes: {value}T23:59:00."
        )
    return value


CityMoment = Annotated[NaiveDatetime, BeforeValidator(_with_its_hour)]
"""A time on the city's own clock: never a day alone, never with an offset."""


def is_skipped(moment: datetime.datetime, time_zone: str) -> bool:
    """Whether the clock of a time zone (its IANA name) skips a time, as where summer time begins."""
    zone = ZoneInfo(time_zone)
    there = moment.replace(tzinfo=zone).astimezone(datetime.UTC).astimezone(zone)
    return there.replace(tzinfo=None) != moment
