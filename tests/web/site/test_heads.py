"""The head of a day is recorded once, stays, and is shown to everybody."""

from __future__ import annotations

import datetime

import pytest
from django.db import Error, connection, transaction
from django.test import Client

from citycompact.web.city.models import City
from citycompact.web.site.heads import record_head
from citycompact.web.site.models import Head, Link

pytestmark = pytest.mark.django_db
DAY = datetime.date(2027, 3, 1)


def test_the_head_is_the_last_link_with_all_that_happened_before_it():
    City.objects.update(name="Just now")
    head = record_head(DAY)
    last = Link.objects.order_by("-number").first()
    assert (head.day, head.number, head.sha256) == (DAY, last.number, last.sha256)
    assert last.event_table == "city_cityevent"


def test_a_day_has_one_head_and_the_next_day_another():
    first = record_head(DAY)
    City.objects.update(name="Later")
    assert record_head(DAY) == first
    assert record_head(DAY).sha256 == first.sha256
    following = record_head(DAY + datetime.timedelta(days=1))
    assert following.number == first.number + 1
    assert following.sha256 != first.sha256


@pytest.mark.parametrize("statement", ["delete from site_head", "update site_head set sha256 = ''"])
def test_a_head_that_was_recorded_stays(statement):
    record_head(DAY)
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Heads of the trail"), ("es", "Huellas del registro")]
)
def test_everybody_sees_the_heads_without_signing_in(language, words):
    client = Client(headers={"accept-language": language})
    empty = client.get("/trail/heads/").content.decode()
    assert words in empty
    assert "<table" not in empty
    for day in range(120):
        Head.objects.create(day=DAY + datetime.timedelta(days=day), number=day + 1, sha256=f"{day:064x}")
    page = client.get("/trail/heads/").content.decode()
    assert page.index(f"{119:064x}") < page.index(f"{118:064x}")
    assert f"{5:064x}" in client.get("/trail/heads/", {"page": 2}).content.decode()
    assert client.get("/trail/heads/", {"page": "x'"}).status_code == 200
    assert 'href="/trail/heads/"' in client.get("/help/").content.decode()


def test_the_trails_page_leads_to_the_heads(signed_in):
    assert 'href="/trail/heads/"' in signed_in("office").get("/office/trail/").content.decode()
