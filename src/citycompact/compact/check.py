"""The certificate of a progress: every status and flag recomputed from its evidence, by other means.

Nothing here is shared with the code that decides. Where that walks indexes in order of time, this
filters the plain tables with one question per claim.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from citycompact.compact.facts import CompactFacts, Promise
from citycompact.compact.rules import ProgressRules

_ORDER = {"green": 0, "amber": 1, "red": 2}


@dataclass(frozen=True)
class Certificate:
    """What was found; ``holds`` where nothing differs."""

    checked: int
    differences: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether everything that the progress says follows from the facts."""
        return not self.differences


def certify(facts: CompactFacts, rules: ProgressRules, record: Mapping[str, Any]) -> Certificate:
    """Check a progress, as plain data (:meth:`CompactProgress.record`), against facts and rules."""
    on = datetime.date.fromisoformat(record["on"])
    said = {item["promise_id"]: item for item in record["promises"]}
    due = {c.promise_id: c for c in facts.promises if c.made_on <= on}
    differences = [f"{name}: said to stand, but not pledged by then" for name in sorted(set(said) - set(due))]
    differences += [f"{name}: pledged, but left out" for name in sorted(set(due) - set(said))]
    for name in sorted(set(said) & set(due)):
        status, since = _status(facts, rules, due[name], on)
        expected = _flags(facts, rules, due[name], status, on)
        item = said[name]
        if item["status"] != status:
            differences.append(f"{name}: status is {status} by its evidence, not {item['status']}")
        if item["since"] != since.isoformat():
            differences.append(f"{name}: status began on {since}, not {item['since']}")
        found = {(flag["rule"], flag["colour"], _subject(flag["about"])) for flag in item["flags"]}
        differences += [f"{name}: flag {flag[0]} ({flag[1]}) is missing" for flag in sorted(expected - found)]
        differences += [
            f"{name}: flag {flag[0]} ({flag[1]}) has no ground" for flag in sorted(found - expected)
        ]
        colour = max((flag[1] for flag in expected), key=lambda c: _ORDER[c], default="green")
        if item["colour"] != colour:
            differences.append(f"{name}: colour is {colour}, not {item['colour']}")
    return Certificate(len(due), tuple(differences))


def _subject(about: Mapping[str, str]) -> str:
    if "indicator" in about:
        return f"{about['indicator']}|{about['group']}"
    return about.get("number", "")


def _status(
    facts: CompactFacts, rules: ProgressRules, promise: Promise, on: datetime.date
) -> tuple[str, datetime.date]:
    kinds = {(e.evidence_id, e.promise_id): e for e in facts.evidence}
    best: tuple[datetime.date, str] | None = None
    for change in facts.status_changes:
        evidence = kinds.get((change.evidence_id, promise.promise_id))
        if change.promise_id != promise.promise_id or change.on > on or evidence is None:
            continue
        accepted = rules.accepted_evidence.model_dump()[change.status]
        if evidence.on <= change.on and evidence.kind in accepted and (best is None or change.on > best[0]):
            best = (change.on, change.status)
    return (best[1], best[0]) if best else ("not_started", promise.made_on)


def _flags(
    facts: CompactFacts, rules: ProgressRules, promise: Promise, status: str, on: datetime.date
) -> set[tuple[str, str, str]]:
    if status == "dropped":
        return set()
    expected = _indicator_flags(facts, rules, promise, status, on)
    if status == "done":
        return expected
    name = promise.promise_id

    def graded(rule: str, days: int, amber: int, red: int, subject: str = "") -> None:
        if days >= amber:
            expected.add((rule, "red" if days >= red else "amber", subject))

    latest, rule = promise.made_on, "no_evidence"
    for evidence in facts.evidence:
        if evidence.promise_id == name and latest <= evidence.on <= on:
            latest, rule = evidence.on, "evidence_old"
    graded(rule, (on - latest).days, rules.evidence_age.amber, rules.evidence_age.red)
    for milestone in facts.milestones:
        reached = milestone.reached_on is not None and milestone.reached_on <= on
        if milestone.promise_id == name and not reached and milestone.due_on < on:
            late = (on - milestone.due_on).days
            graded(
                "milestone_passed",
                late,
                rules.milestone_late.amber,
                rules.milestone_late.red,
                str(milestone.number),
            )
    if promise.due_on is not None and promise.due_on < on:
        graded("overdue", (on - promise.due_on).days, rules.milestone_late.amber, rules.milestone_late.red)
    held = [t for t in facts.tenures if t.post_id == promise.owner_post and t.since <= on]
    if not held:
        expected.add(("never_held", "red", ""))
    elif not any(t.until is None or t.until >= on for t in held):
        days = min((on - t.until).days for t in held if t.until is not None)
        graded("vacant", days, rules.vacancy.amber, rules.vacancy.red)
    return expected


def _indicator_flags(
    facts: CompactFacts, rules: ProgressRules, promise: Promise, status: str, on: datetime.date
) -> set[tuple[str, str, str]]:
    expected = set()
    for target in facts.targets:
        if target.promise_id != promise.promise_id:
            continue
        values = {r.on: r.value for r in facts.measurements
                  if (r.indicator_id, r.group) == (target.indicator_id, target.group) and target.baseline_on <= r.on <= on}  # fmt: skip
        if not values:
            continue
        now = values[max(values)]
        earlier = [day for day in values if values[day] != now]
        ways = [_way(target.baseline, target.target, now)]
        if earlier:
            ways.append(_way(target.baseline, target.target, values[max(earlier)]))
        subject = f"{target.indicator_id}|{target.group}"
        if status == "done":
            if ways[0] < 1 - rules.wrong_way:
                expected.add(("slipped", "amber", subject))
        elif ways[0] < -rules.wrong_way:
            expected.add(("worse_than_baseline", "red", subject))
        elif len(ways) == 2 and ways[1] - ways[0] > rules.wrong_way:
            expected.add(("wrong_way", "amber", subject))
    return expected


def _way(baseline: float, target: float, value: float) -> float:
    if baseline == target:
        return 1.0 if value == target else 0.0
    return (value - baseline) / (target - baseline)
