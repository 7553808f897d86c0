"""The certificate of progress: every status, flag and target recomputed from the evidence, by other means.

Nothing here is shared with the code that decides. Where that walks indexes in order of time, this
filters the plain tables with one question per claim, and reads nothing of the decision but its
published tables.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from typing import Any

import polars as pl

from citycompact.compact.facts import CompactFacts, Promise, StatusChange, Target
from citycompact.compact.rules import ProgressRules, Thresholds
from citycompact.doors import Certificate, Finding, Result

_ORDER = {"green": 0, "amber": 1, "red": 2}
_FLAG = ("promise_id", "rule", "colour", "days", "on", "post_id", "number", "indicator_id", "group")
_TARGET = ("promise_id", "indicator_id", "group", "value", "measured_on", "share", "before")
_REFUSED = ("promise_id", "on", "status", "reason")
_STATUS = ("promise_id", "status", "since", "evidence_id", "last_evidence_on")

Row = tuple[Any, ...]


def check(facts: CompactFacts, rules: ProgressRules, result: Result) -> Certificate:
    """Recompute progress on the day of the facts and compare it with the published tables.

    Returns
    -------
    Findings, all promised: of_this_day, every_promise_is_listed, statuses_rest_on_evidence,
    flags_follow_from_rules, colours_follow_from_flags, targets_are_measured,
    refused_changes_are_listed. Examples name promises.
    """
    on = facts.day
    made = [promise for promise in facts.promises if promise.made_on <= on]
    statuses = [_status(facts, rules, promise, on) for promise in made]
    flags = [
        flag
        for promise, status in zip(made, statuses, strict=True)
        for flag in _flags(facts, rules, promise, status[1], on)
    ]
    targets = [
        _target(facts, target, on)
        for p in made
        for target in facts.targets
        if target.promise_id == p.promise_id
    ]
    colours = [(p.promise_id, _worst(flag[2] for flag in flags if flag[0] == p.promise_id)) for p in made]
    said_on = result.values.get("as_of")
    days = [] if said_on == on.isoformat() else [f"it says {said_on}, and the facts are of {on}"]
    tables = result.tables
    refused = [row for change in facts.status_changes for row in _refused(facts, rules, change, made, on)]
    listed = [row[:1] for row in statuses]
    return Certificate(
        (
            Finding("of_this_day", True, len(days), tuple(days)),
            _compared("every_promise_is_listed", tables["promises"], ("promise_id",), listed),
            _compared("statuses_rest_on_evidence", tables["promises"], _STATUS, statuses),
            _compared("flags_follow_from_rules", tables["flags"], _FLAG, flags),
            _compared("colours_follow_from_flags", tables["promises"], ("promise_id", "colour"), colours),
            _compared("targets_are_measured", tables["targets"], _TARGET, targets),
            _compared("refused_changes_are_listed", tables["refused"], _REFUSED, refused),
        )
    )


def _compared(name: str, table: pl.DataFrame, columns: tuple[str, ...], expected: list[Row]) -> Finding:
    """Rows that are published without ground, and rows that are missing."""
    said, due = Counter(table.select(columns).rows()), Counter(expected)
    wrong = [f"{_said(row)} has no ground" for row in sorted((said - due).elements(), key=_said)]
    wrong += [f"{_said(row)} is missing" for row in sorted((due - said).elements(), key=_said)]
    return Finding(name, True, len(wrong), tuple(wrong))


def _said(row: Row) -> str:
    return f"{row[0]}: " + ", ".join(str(value) for value in row[1:] if value not in (None, ""))


def _worst(colours: Iterable[str]) -> str:
    return max(colours, key=lambda colour: _ORDER[colour], default="green")


def _why_not(facts: CompactFacts, rules: ProgressRules, change: StatusChange, on: datetime.date) -> str:
    """Why a change does not count on a day; empty where it does."""
    cited = [e for e in facts.evidence if e.evidence_id == change.evidence_id and e.on <= on]
    if not any(e.on <= change.on for e in cited):
        return "evidence_not_there"
    if not any(e.promise_id == change.promise_id for e in cited):
        return "evidence_of_another_promise"
    accepted = rules.accepted_evidence.model_dump()[change.status]
    return "" if any(e.kind in accepted for e in cited) else "evidence_not_accepted"


def _refused(
    facts: CompactFacts, rules: ProgressRules, change: StatusChange, made: list[Promise], on: datetime.date
) -> list[Row]:
    about = any(promise.promise_id == change.promise_id for promise in made)
    reason = _why_not(facts, rules, change, on) if about and change.on <= on else ""
    return [(change.promise_id, change.on, change.status, reason)] if reason else []


def _status(facts: CompactFacts, rules: ProgressRules, promise: Promise, on: datetime.date) -> Row:
    name = promise.promise_id
    counted = [
        c
        for c in facts.status_changes
        if c.promise_id == name and c.on <= on and not _why_not(facts, rules, c, on)
    ]
    seen = max((e.on for e in facts.evidence if e.promise_id == name and e.on <= on), default=None)
    if not counted:
        return (name, "not_started", promise.made_on, None, seen)
    last = max(counted, key=lambda c: c.on)
    return (name, last.status, last.on, last.evidence_id, seen)


def _flags(
    facts: CompactFacts, rules: ProgressRules, promise: Promise, status: str, on: datetime.date
) -> list[Row]:
    if status == "dropped":
        return []
    name = promise.promise_id
    expected: list[Row] = []

    def add(
        rule: str,
        colour: str | None,
        days: int | None = None,
        since: datetime.date | None = None,
        **about: Any,
    ) -> None:
        if colour is not None:
            named = (about.get(key) for key in ("post_id", "number", "indicator_id", "group"))
            expected.append((name, rule, colour, days, since, *named))

    def late(rule: str, due: datetime.date | None, **about: Any) -> None:
        if due is not None and due < on:
            add(rule, _colour((on - due).days, rules.milestone_late), (on - due).days, due, **about)

    for target in facts.targets:
        if target.promise_id == name:
            _, indicator, group, _, _, share, before = _target(facts, target, on)
            rule = _direction(share, before, status, rules.wrong_way)
            if rule:
                add(
                    rule,
                    "red" if rule == "worse_than_baseline" else "amber",
                    indicator_id=indicator,
                    group=group,
                )
            if status != "done" and (share is None or share < 1):
                late("target_missed", target.target_on, indicator_id=indicator, group=group)
    if status == "done":
        return expected
    news = [e.on for e in facts.evidence if e.promise_id == name and promise.made_on <= e.on <= on]
    latest = max([promise.made_on, *news])
    age = (on - latest).days
    add("evidence_old" if news else "no_evidence", _colour(age, rules.evidence_age), age, latest)
    for milestone in facts.milestones:
        if milestone.promise_id == name and not (milestone.reached_on and milestone.reached_on <= on):
            late("milestone_passed", milestone.due_on, number=milestone.number)
    late("overdue", promise.due_on)
    held = [t for t in facts.tenures if t.post_id == promise.owner_post and t.since <= on]
    if not held:
        add("never_held", "red", post_id=promise.owner_post)
    elif all(t.until is not None and t.until < on for t in held):
        gone = max(t.until for t in held if t.until is not None)
        days, first = (on - gone).days, gone + datetime.timedelta(days=1)
        add("vacant", _colour(days, rules.vacancy), days, first, post_id=promise.owner_post)
    return expected


def _colour(days: int, thresholds: Thresholds) -> str | None:
    if days >= thresholds.red:
        return "red"
    return "amber" if days >= thresholds.amber else None


def _direction(share: float | None, before: float | None, status: str, allowed: float) -> str:
    if share is None:
        return ""
    if status == "done":
        return "slipped" if share < 1 - allowed else ""
    if share < -allowed:
        return "worse_than_baseline"
    return "wrong_way" if before is not None and before - share > allowed else ""


def _target(facts: CompactFacts, target: Target, on: datetime.date) -> Row:
    about = (target.indicator_id, target.group)
    values = {
        m.on: m.value
        for m in facts.measurements
        if (m.indicator_id, m.group) == about and target.baseline_on <= m.on <= on
    }
    if not values:
        return (target.promise_id, *about, None, None, None, None)
    last = max(values)
    earlier = [day for day in values if values[day] != values[last]]
    before = _way(target.baseline, target.target, values[max(earlier)]) if earlier else None
    return (
        target.promise_id,
        *about,
        values[last],
        last,
        _way(target.baseline, target.target, values[last]),
        before,
    )


def _way(baseline: float, target: float, value: float) -> float:
    if baseline == target:
        return 1.0 if value == target else 0.0
    return (value - baseline) / (target - baseline)
