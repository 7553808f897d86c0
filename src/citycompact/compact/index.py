"""The facts of a compact as they were known on a day, by promise."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from citycompact.compact.facts import (
    CompactFacts,
    Evidence,
    Measurement,
    Milestone,
    StatusChange,
    Target,
    Tenure,
)


@dataclass(frozen=True)
class Index:
    """Facts up to a day, each list in order of time."""

    on: datetime.date
    evidence: dict[str, Evidence]
    evidence_of: dict[str, list[Evidence]]
    changes: dict[str, list[StatusChange]]
    milestones: dict[str, list[Milestone]]
    targets: dict[str, list[Target]]
    measurements: dict[tuple[str, str], list[Measurement]]
    tenures: dict[str, list[Tenure]]

    @classmethod
    def of(cls, facts: CompactFacts, on: datetime.date) -> Index:
        """Leave out what came after the day."""
        evidence = [item for item in facts.evidence if item.on <= on]
        changes = [item for item in facts.status_changes if item.on <= on]
        measurements = [item for item in facts.measurements if item.on <= on]
        return cls(
            on,
            {item.evidence_id: item for item in evidence},
            _grouped(sorted(evidence, key=lambda e: (e.on, e.evidence_id)), "promise_id"),
            _grouped(sorted(changes, key=lambda c: c.on), "promise_id"),
            _grouped(sorted(facts.milestones, key=lambda m: (m.due_on, m.number)), "promise_id"),
            _grouped(sorted(facts.targets, key=lambda t: (t.indicator_id, t.group)), "promise_id"),
            _grouped(sorted(measurements, key=lambda r: r.on), "indicator_id", "group"),
            _grouped(sorted(facts.tenures, key=lambda t: t.since), "post_id"),
        )

    def vacant_since(self, post_id: str) -> datetime.date | None:
        """First day of the present vacancy of a post; None where it is held.

        A post that nobody has ever held is vacant from the beginning of time.
        """
        held = [t for t in self.tenures[post_id] if t.since <= self.on]
        if any(t.until is None or t.until >= self.on for t in held):
            return None
        return max((t.until + datetime.timedelta(days=1) for t in held if t.until), default=datetime.date.min)


def _grouped(rows: Iterable[Any], *columns: str) -> Any:
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        key = tuple(getattr(row, column) for column in columns)
        found[key if len(columns) > 1 else key[0]].append(row)
    return found
