"""Flags: what turns a promise amber or red, by rule."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from citycompact.compact.facts import Promise
from citycompact.compact.index import Index
from citycompact.compact.rules import ProgressRules, Thresholds
from citycompact.compact.targets import TargetProgress

LIVE = frozenset({"not_started", "in_progress", "stalled"})


@dataclass(frozen=True)
class Flag:
    """One reason for a colour; ``about`` holds what an explanation needs, as text."""

    rule: str
    colour: str
    about: dict[str, str] = field(default_factory=dict)


def flags_of(
    promise: Promise,
    status: str,
    progress: tuple[TargetProgress, ...],
    index: Index,
    rules: ProgressRules,
) -> tuple[Flag, ...]:
    """All flags of a promise. A dropped one has none; a kept one only those of its indicators."""
    if status == "dropped":
        return ()
    found = [flag for item in progress for flag in _wrong_way(item, status, rules)]
    if status in LIVE:
        found += _evidence_age(promise, index, rules)
        found += _vacancy(promise, index, rules)
        found += _milestones(promise, index, rules)
        if promise.due_on and promise.due_on < index.on:
            late = (index.on - promise.due_on).days
            found += _by_days("overdue", late, rules.milestone_late, due=promise.due_on.isoformat())
    return tuple(found)


def _wrong_way(item: TargetProgress, status: str, rules: ProgressRules) -> list[Flag]:
    if item.share is None:
        return []
    about = {"indicator": item.indicator_id, "group": item.group}
    if status == "done":
        # A promise that was kept and slips is worth a word, even though its status stays.
        return [Flag("slipped", "amber", about)] if item.share < 1 - rules.wrong_way else []
    if item.share < -rules.wrong_way:
        return [Flag("worse_than_baseline", "red", about)]
    if item.before is not None and item.before - item.share > rules.wrong_way:
        return [Flag("wrong_way", "amber", about)]
    return []


def _evidence_age(promise: Promise, index: Index, rules: ProgressRules) -> list[Flag]:
    # What is older than the promise says nothing about its keeping.
    days = [e.on for e in index.evidence_of[promise.promise_id] if e.on >= promise.made_on]
    last = max(days, default=promise.made_on)
    rule = "evidence_old" if days else "no_evidence"
    return _by_days(rule, (index.on - last).days, rules.evidence_age, on=last.isoformat())


def _vacancy(promise: Promise, index: Index, rules: ProgressRules) -> list[Flag]:
    since = index.vacant_since(promise.owner_post)
    if since is None:
        return []
    if since == datetime.date.min:
        return [Flag("never_held", "red", {"post": promise.owner_post})]
    days = (index.on - since).days + 1
    return _by_days("vacant", days, rules.vacancy, post=promise.owner_post, since=since.isoformat())


def _milestones(promise: Promise, index: Index, rules: ProgressRules) -> list[Flag]:
    found: list[Flag] = []
    for item in index.milestones[promise.promise_id]:
        reached = item.reached_on is not None and item.reached_on <= index.on
        if not reached and item.due_on < index.on:
            late = (index.on - item.due_on).days
            found += _by_days(
                "milestone_passed", late, rules.milestone_late, number=str(item.number), due=item.due_on.isoformat()
            )  # fmt: skip
    return found


def _by_days(rule: str, days: int, thresholds: Thresholds, **about: str) -> list[Flag]:
    if days < thresholds.amber:
        return []
    colour = "red" if days >= thresholds.red else "amber"
    return [Flag(rule, colour, {**about, "days": str(days)})]
