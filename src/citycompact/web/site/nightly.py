"""What the worker does every night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from citycompact.web.site.personal_data import delete_what_is_no_longer_needed


@app.periodic(cron="17 3 * * *")
@app.task(name="retention", queue="nightly")
def retention(timestamp: int) -> None:
    """Delete what the retention schedule no longer allows to keep."""
    delete_what_is_no_longer_needed()
