"""Flags: what turns a promise amber or red, by rule."""

from __future__ import annotations

import datetime
from typing import Any

from citycompact.compact.facts import Promise
from citycompact.compact.index import Index
from citycompact.compact.progress import LIVE, Flag, TargetProgress
from citycompact.compact.rules import ProgressRules, Thresholds


def flags_of(
    promise: Promise, status: str, targets: list[TargetProgress], index: Index, rules: ProgressRules
) -> list[Flag]:
    """All flags of a promise. A dropped one has none; a kept one only those of its indicators."""
    if status == "dropped":
        return []
    found = [flag for item in targets for flag in _wrong_way(item, status, rules)]
    if status in LIVE:
        found += _evidence_age(promise, index, rules)
        found += _vacancy(promise, index, rules)
        found += _milestones(promise, index, rules)
        found += _missed_targets(promise, targets, index, rules)
        found += _late(promise, "overdue", promise.due_on, index, rules)
    return found


def _wrong_way(item: TargetProgress, status: str, rules: ProgressRules) -> list[Flag]:
    if item.share is None:
        return []

    def flag(rule: str, colour: str) -> list[Flag]:
        return [Flag(item.promise_id, rule, colour, indicator_id=item.indicator_id, group=item.group)]

    if status == "done":
        # A promise that was kept and slips is worth a word, even though its status stays.
        return flag("slipped", "amber") if item.share < 1 - rules.wrong_way else []
    if item.share < -rules.wrong_way:
        return flag("worse_than_baseline", "red")
    if item.before is not None and item.before - item.share > rules.wrong_way:
        return flag("wrong_way", "amber")
    return []


def _evidence_age(promise: Promise, index: Index, rules: ProgressRules) -> list[Flag]:
    # What is older than the promise says nothing about its keeping.
    days = [e.on for e in index.evidence_of[promise.promise_id] if e.on >= promise.made_on]
    last = max(days, default=promise.made_on)
    rule = "evidence_old" if days else "no_evidence"
    return _by_days(promise, rule, (index.on - last).days, rules.evidence_age, on=last)


def _vacancy(promise: Promise, index: Index, rules: ProgressRules) -> list[Flag]:
    since = index.vacant_since(promise.owner_post)
    if since is None:
        return []
    if since == datetime.date.min:
        return [Flag(promise.promise_id, "never_held", "red", post_id=promise.owner_post)]
    days = (index.on - since).days + 1
    return _by_days(promise, "vacant", days, rules.vacancy, on=since, post_id=promise.owner_post)


def _milestones(promise: Promise, index: Index, rules: ProgressRules) -> list[Flag]:
    found: list[Flag] = []
    for item in index.milestones[promise.promise_id]:
        if item.reached_on is None or item.reached_on > index.on:
            found += _late(promise, "milestone_passed", item.due_on, index, rules, number=item.number)
    return found


def _missed_targets(
    promise: Promise, targets: list[TargetProgress], index: Index, rules: ProgressRules
) -> list[Flag]:
    """A target whose day has passed and that is not reached, also where nothing was ever measured."""
    found: list[Flag] = []
    due = {(t.indicator_id, t.group): t.target_on for t in index.targets[promise.promise_id]}
    for item in targets:
        if item.share is None or item.share < 1:
            key = (item.indicator_id, item.group)
            about = {"indicator_id": item.indicator_id, "group": item.group}
            found += _late(promise, "target_missed", due[key], index, rules, **about)
    return found


def _late(
    promise: Promise, rule: str, due: datetime.date | None, index: Index, rules: ProgressRules, **about: Any
) -> list[Flag]:
    if due is None or due >= index.on:
        return []
    return _by_days(promise, rule, (index.on - due).days, rules.milestone_late, on=due, **about)


def _by_days(promise: Promise, rule: str, days: int, thresholds: Thresholds, **about: Any) -> list[Flag]:
    if days < thresholds.amber:
        return []
    colour = "red" if days >= thresholds.red else "amber"
    return [Flag(promise.promise_id, rule, colour, days=days, **about)]
