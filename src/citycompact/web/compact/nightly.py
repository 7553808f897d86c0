"""What the worker does about the compact every night."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from citycompact.web.city.models import City
from citycompact.web.compact.computed_indicators import recompute
from citycompact.web.compact.facts_from_database import compact_facts
from citycompact.web.compact.reminders import remind


@app.periodic(cron="41 3 * * *")
@app.task(name="compact_at_night", queue="nightly", retry=RetryStrategy(max_attempts=3, wait=600))
def compact_at_night(timestamp: int) -> None:
    """Recompute the indicators, then remind the owners."""
    on = City.today()
    recompute(on)
    facts = compact_facts()
    if facts is not None:
        remind(facts, on)
