"""An agenda as a meeting keeps it."""

from __future__ import annotations

import datetime
from dataclasses import replace

from citycompact.compact import CompactFacts, ProgressRules, agenda, decide, progress_of
from citycompact.web.compact.models import Meeting


def agenda_for(facts: CompactFacts, rules: ProgressRules, on: datetime.date) -> list[dict[str, str]]:
    """What a meeting on a day has to talk about, by the record and since the meeting before."""
    earlier = Meeting.objects.filter(held_on__lt=on).order_by("-held_on").values_list("held_on", flat=True)
    items = agenda(facts, progress_of(decide(replace(facts, as_of=on), rules)), earlier.first())
    return [{"part": i.part, "promise": i.promise_id, "en": i.en, "es": i.es} for i in items]
