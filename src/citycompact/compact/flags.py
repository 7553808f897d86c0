"""Flags: what turns a commitment amber or red, by rule."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from citycompact.compact.facts import Commitment
from citycompact.compact.index import Index
from citycompact.compact.progress import TargetProgress
from citycompact.compact.rules import ProgressRules, Thresholds

LIVE = frozenset({"not_started", "in_progress", "stalled"})


@dataclass(frozen=True)
class Flag:
    """One reason for a colour; ``about`` holds what an explanation needs, as text."""

    rule: str
    colour: str
    about: dict[str, str] = field(default_factory=dict)


def flags_of(
    commitment: Commitment,
    status: str,
    progress: tuple[TargetProgress, ...],
    index: Index,
    rules: ProgressRules,
) -> tuple[Flag, ...]:
    """All flags of a commitment. A dropped one has none; a kept one only those of its indicators."""
    if status == "dropped":
        return ()
    found = [flag for item in progress for flag in _wrong_way(item, status, rules)]
    if status in LIVE:
        found += _evidence_age(commitment, index, rules)
        found += _vacancy(commitment, index, rules)
        found += _milestones(commitment, index, rules)
        if commitment.due_on and commitment.due_on < index.on:
            late = (index.on - commitment.due_on).days
            found += _by_days("overdue", late, rules.milestone_late, due=commitment.due_on.isoformat())
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


def _evidence_age(commitment: Commitment, index: Index, rules: ProgressRules) -> list[Flag]:
    # What is older than the promise says nothing about its keeping.
    days = [e.on for e in index.evidence_of[commitment.commitment_id] if e.on >= commitment.made_on]
    last = max(days, default=commitment.made_on)
    rule = "evidence_old" if days else "no_evidence"
    return _by_days(rule, (index.on - last).days, rules.evidence_age, on=last.isoformat())


def _vacancy(commitment: Commitment, index: Index, rules: ProgressRules) -> list[Flag]:
    since = index.vacant_since(commitment.owner_post)
    if since is None:
        return []
    if since == datetime.date.min:
        return [Flag("never_held", "red", {"post": commitment.owner_post})]
    days = (index.on - since).days + 1
    return _by_days("vacant", days, rules.vacancy, post=commitment.owner_post, since=since.isoformat())


def _milestones(commitment: Commitment, index: Index, rules: ProgressRules) -> list[Flag]:
    found: list[Flag] = []
    for item in index.milestones[commitment.commitment_id]:
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
