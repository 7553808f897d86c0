"""The job that links the trail's committed events, every minute."""

from __future__ import annotations

from django.db import connection
from procrastinate.contrib.django import app

from citycompact.web.site.chain import link_events

KEPT_JOBS = "1 day"
"""How long the queue remembers that a minute's job was done."""


@app.periodic(cron="* * * * *")
@app.task(name="link_trail", queue="nightly", queueing_lock="link_trail")
def link_trail(timestamp: int) -> None:
    """Link what was committed since the last minute; once an hour, whatever came later than usual."""
    thorough = timestamp % 3600 < 60
    link_events(thorough=thorough)
    if thorough:
        with connection.cursor() as cursor:
            cursor.execute(
                "delete from procrastinate_jobs where task_name = 'link_trail' and status = 'succeeded' "
                "and id in (select job_id from procrastinate_events where at < now() - %s::interval)",
                [KEPT_JOBS],
            )
