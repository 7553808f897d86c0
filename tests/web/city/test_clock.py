"""The city's clock: the machine's, or that which a demonstration has set; never another's."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from citycompact.facts import FactsError
from citycompact.web.city import clock
from citycompact.web.city.models import City

pytestmark = pytest.mark.django_db


def test_a_real_city_has_the_machines_clock(monkeypatch):
    City.objects.update(demo=False)
    assert not clock.set_clock(datetime.datetime(2030, 1, 1))
    assert not clock.city_now().moved
    assert abs((clock.city_moment() - timezone.now()).total_seconds()) < 5


def test_a_demonstration_sets_it_and_lets_it_run_again(monkeypatch):
    monkeypatch.delenv("CITYCOMPACT_NOW")
    zone = City.objects.get().zone_info
    assert clock.set_clock(datetime.datetime(2030, 1, 1, 9))
    assert (clock.city_now().text, clock.city_now().moved) == ("2030-01-01T09:00", True)
    assert clock.city_moment() == datetime.datetime(2030, 1, 1, 9, tzinfo=zone)
    clock.set_clock(None)
    assert not clock.city_now().moved


def test_a_clock_that_is_set_wrong_stops_no_page(signed_in, monkeypatch):
    monkeypatch.setenv("CITYCOMPACT_NOW", "soon")
    with pytest.raises(FactsError):
        clock.city_now()
    assert abs((clock.city_moment() - timezone.now()).total_seconds()) < 5
    assert signed_in("family").get("/family/").status_code == 200


def test_a_request_asks_for_the_clock_once(django_assert_num_queries):
    city = City.current()
    with clock.by_the_clock_of(city), django_assert_num_queries(0):
        clock.city_moment()
        clock.city_now()
