"""What the worker does about applications every night."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from citycompact.web.enrollment.documents import sweep_files
from citycompact.web.enrollment.reminding import remind


@app.periodic(cron="23 4 * * *")
@app.task(name="enrollment_at_night", queue="nightly", retry=RetryStrategy(max_attempts=3, wait=600))
def enrollment_at_night(timestamp: int) -> None:
    """Remind families of what does not count yet, before the deadline; delete files without a row."""
    remind()
    sweep_files(timezone.now())
