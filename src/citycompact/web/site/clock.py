"""Every time on every page is in the city's own time zone: a deadline means what its clocks say."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

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
        with timezone.override(city.zone_info), by_the_clock_of(city):
            return self.answer(request)
