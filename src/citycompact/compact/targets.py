"""How far an indicator has come from its baseline to its target."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from citycompact.compact.facts import Target
from citycompact.compact.index import Index


@dataclass(frozen=True)
class TargetProgress:
    """One target of a promise on a day.

    ``share`` is 0 at the baseline and 1 at the target, below 0 where things are worse than at the
    baseline; ``before`` is the same for the latest earlier measurement of another value, so that a fall
    stays a fall until the next change. Both are None without a measurement.
    """

    indicator_id: str
    group: str
    value: float | None
    measured_on: datetime.date | None
    share: float | None
    before: float | None


def progress_of(promise_id: str, index: Index) -> tuple[TargetProgress, ...]:
    """Every target of a promise."""
    found = []
    for target in index.targets[promise_id]:
        measurements = [
            r for r in index.measurements[target.indicator_id, target.group] if r.on >= target.baseline_on
        ]
        last = measurements[-1] if measurements else None
        others = [r for r in measurements if last and r.value != last.value]
        found.append(
            TargetProgress(
                target.indicator_id, target.group, last.value if last else None, last.on if last else None,
                share_of_way(target, last.value) if last else None,
                share_of_way(target, others[-1].value) if others else None,
            )
        )  # fmt: skip
    return tuple(found)


def share_of_way(target: Target, value: float) -> float:
    """Share of the way from baseline to target; a target equal to its baseline is a level to hold."""
    way = target.target - target.baseline
    if way == 0:
        return 1.0 if value == target.target else 0.0
    return (value - target.baseline) / way
