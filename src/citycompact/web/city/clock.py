"""The city's clock, by which deadlines pass and draws come.

It is the machine's. A demonstration's is set by a button, kept with the city, or by CITYCOMPACT_NOW; whatever
is drawn by such a clock says so for ever.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import formats, timezone

from citycompact.facts import FactsError
from citycompact.record.drawing import Now, now_in
from citycompact.web.city.models import City

_OF_THE_REQUEST: ContextVar[City | None] = ContextVar("city", default=None)


@contextmanager
def by_the_clock_of(city: City) -> Iterator[None]:
    """Ask no database for the city's clock again as long as a request lasts."""
    token = _OF_THE_REQUEST.set(city)
    try:
        yield
    finally:
        _OF_THE_REQUEST.reset(token)


def city_now(city: City | None = None) -> Now:
    """The time on the city's clock; FactsError where CITYCOMPACT_NOW sets one that is none."""
    city = city or _OF_THE_REQUEST.get() or City.current()
    if city is not None and city.demo and city.clock:
        return Now(datetime.datetime.fromisoformat(city.clock), moved=True)
    return now_in(city)


def city_moment() -> datetime.datetime:
    """The moment that it is by the city's clock, to be compared with moments of the database.

    A clock that a demonstration has set wrong is not looked at: the draw says what is wrong with it.
    """
    city = _OF_THE_REQUEST.get() or City.current()
    if city is None or not city.demo:
        return timezone.now()
    try:
        now = city_now(city)
    except FactsError:
        return timezone.now()
    return now.at.replace(tzinfo=city.zone_info) if now.moved else timezone.now()


def on_the_clock(moment: datetime.datetime) -> datetime.datetime:
    """A moment of the database as the city's clock shows it."""
    city = _OF_THE_REQUEST.get() or City.current()
    return timezone.localtime(moment, None if city is None else city.zone_info)


def set_clock(moment: datetime.datetime | None) -> bool:
    """Set the clock of a demonstration, or let it run again; False where the city is none."""
    text = "" if moment is None else f"{moment:%Y-%m-%dT%H:%M}"
    city = _OF_THE_REQUEST.get()
    if city is not None and city.demo:
        city.clock = text
    return bool(City.objects.filter(demo=True).update(clock=text))


def say_moment(moment: datetime.datetime) -> str:
    """A time on the city's clock, as the page's language writes it."""
    return str(formats.date_format(moment, "DATETIME_FORMAT"))
