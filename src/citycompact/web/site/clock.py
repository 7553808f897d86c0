"""Every time on every page is in the city's own time zone: a deadline means what its clocks say."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from citycompact.web.city.clock import by_the_clock_of
from citycompact.web.city.models import City


class CityTime:
    """Looks the city up once for a request, and sets its clock."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        city = City.current()
        request.city = city  # type: ignore[attr-defined]  # read by families' pages
        if city is None:
            return self.answer(request)
        if city.languages and translation.get_language() not in city.languages:
            # What a browser asks for, and the city does not speak.
            translation.activate(city.languages[0])
            request.LANGUAGE_CODE = city.languages[0]
        with timezone.override(city.zone_info), by_the_clock_of(city):
            return self.answer(request)
