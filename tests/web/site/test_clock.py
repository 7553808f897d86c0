"""Times are those of the city's own clocks, wherever its server stands."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from citycompact.web.city.models import City

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("America/New_York", "11:59 p.m."),
        ("America/Los_Angeles", "8:59 p.m."),
        ("Asia/Kolkata", "10:29 a.m."),
    ],
)
def test_a_deadline_is_said_as_the_citys_clocks_show_it(round_, zone, said):
    City.objects.update(time_zone=zone)
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=40)
    # 04:59 in winter is 23:59 of the day before in New York.
    winter = tomorrow.replace(month=1, day=15, year=tomorrow.year + 1, hour=4, minute=59)
    round_.closes_at = winter
    round_.save()
    assert said in Client().get("/").content.decode()


def test_without_a_city_a_page_still_answers(settings):
    City.objects.all().delete()
    answer = Client().get("/help/")
    assert answer.status_code < 500
