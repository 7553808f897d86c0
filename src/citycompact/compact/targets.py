"""How far an indicator has come from its baseline to its target."""

from __future__ import annotations

from citycompact.compact.facts import Target
from citycompact.compact.index import Index
from citycompact.compact.progress import TargetProgress


def target_progress(promise_id: str, index: Index) -> list[TargetProgress]:
    """Every target of a promise, measured from the day of its baseline on."""
    found = []
    for target in index.targets[promise_id]:
        measurements = [
            m for m in index.measurements[target.indicator_id, target.group] if m.on >= target.baseline_on
        ]
        last = measurements[-1] if measurements else None
        others = [m for m in measurements if last and m.value != last.value]
        found.append(
            TargetProgress(
                promise_id,
                target.indicator_id,
                target.group,
                last.value if last else None,
                last.on if last else None,
                share_of_way(target, last.value) if last else None,
                share_of_way(target, others[-1].value) if others else None,
            )
        )
    return found


def share_of_way(target: Target, value: float) -> float:
    """Share of the way from baseline to target; a target equal to its baseline is a level to hold."""
    way = target.target - target.baseline
    if way == 0:
        return 1.0 if value == target.target else 0.0
    return (value - target.baseline) / way
