"""Promises kept, under way, stalled and dropped: counts a journalist can quote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from citycompact.compact.areas import AREAS, SIDES
from citycompact.compact.facts import CompactFacts, Promise
from citycompact.compact.progress import CompactProgress
from citycompact.words import Language

OUTCOMES: dict[str, dict[Language, str]] = {
    "kept": {"en": "Kept", "es": "Cumplidas"},
    "under_way": {"en": "Under way", "es": "En curso"},
    "stalled": {"en": "Stalled", "es": "Estancadas"},
    "dropped": {"en": "Dropped", "es": "Abandonadas"},
}
OUTCOME_OF = {
    "done": "kept",
    "in_progress": "under_way",
    "not_started": "under_way",
    "stalled": "stalled",
    "dropped": "dropped",
}


@dataclass(frozen=True)
class Tally:
    """Counts by outcome in all, by area and by side; areas without a promise are left out."""

    all: dict[str, int]
    by_area: dict[str, dict[str, int]]
    by_side: dict[str, dict[str, int]]


def tally(facts: CompactFacts, progress: CompactProgress) -> Tally:
    """Count the promises of a progress."""
    rows = [(facts.pledged[s.promise_id], OUTCOME_OF[s.status]) for s in progress.promises]

    def by(
        names: dict[str, dict[Language, str]], value: Callable[[Promise], str]
    ) -> dict[str, dict[str, int]]:
        found = {name: _count([o for c, o in rows if value(c) == name]) for name in names}
        return {name: counts for name, counts in found.items() if sum(counts.values())}

    return Tally(_count([o for _, o in rows]), by(AREAS, lambda c: c.area), by(SIDES, lambda c: c.side))


def _count(outcomes: list[str]) -> dict[str, int]:
    return {outcome: outcomes.count(outcome) for outcome in OUTCOMES}
