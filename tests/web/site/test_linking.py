"""The worker links the trail every minute, and its queue does not grow for it."""

from __future__ import annotations

import pytest
from django.db import connection

from citycompact.web.city.models import City
from citycompact.web.site.linking import link_trail
from citycompact.web.site.models import Link

pytestmark = pytest.mark.django_db
HOUR = 1_800_000_000


def test_the_worker_links_every_minute_and_thoroughly_once_an_hour(monkeypatch):
    from citycompact.web.site import linking

    asked = []
    monkeypatch.setattr(linking, "link_events", lambda *, thorough: asked.append(thorough))
    for minute in range(60):
        link_trail(HOUR + 60 * minute)
    assert asked == [True] + [False] * 59


def test_a_change_is_in_the_chain_after_the_next_minute():
    link_trail(HOUR)
    before = Link.objects.count()
    City.objects.update(name="Renamed")
    link_trail(HOUR + 60)
    assert Link.objects.count() == before + 1


def test_jobs_that_are_done_are_forgotten_and_others_are_not():
    with connection.cursor() as cursor:
        for name, status in (("link_trail", "succeeded"), ("link_trail", "todo"), ("retention", "succeeded")):
            cursor.execute(
                "insert into procrastinate_jobs (queue_name, task_name, args, status) values "
                "('nightly', %s, '{}', %s::procrastinate_job_status) returning id",
                [name, status],
            )
            (number,) = cursor.fetchone()
            cursor.execute(
                "insert into procrastinate_events (job_id, type, at) values "
                "(%s, 'succeeded', now() - interval '2 days')",
                [number],
            )
        link_trail(HOUR)
        cursor.execute(
            "select task_name, status from procrastinate_jobs where task_name in ('link_trail', 'retention')"
        )
        assert sorted(cursor.fetchall()) == [("link_trail", "todo"), ("retention", "succeeded")]
