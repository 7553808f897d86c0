"""Where every promise stands on a day: status, colour and flags, from facts, rules and date alone."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from citycompact.compact.facts import CompactFacts, Promise, StatusChange
from citycompact.compact.flags import Flag, flags_of
from citycompact.compact.index import Index
from citycompact.compact.rules import ProgressRules
from citycompact.compact.targets import TargetProgress, progress_of
from citycompact.facts import canonical_json, sha256_hex

COLOURS = ("green", "amber", "red")


@dataclass(frozen=True)
class PromiseProgress:
    """Where one promise stands.

    Parameters
    ----------
    status, since, evidence_id
        The status, the day it began, and the evidence it rests on (None before the first change).
    colour
        The worst colour of its flags; green for none.
    progress
        How far each of its indicators has come.
    last_evidence_on
        Day of the latest evidence of any kind.
    """

    promise_id: str
    status: str
    since: datetime.date
    evidence_id: str | None
    colour: str
    flags: tuple[Flag, ...] = ()
    progress: tuple[TargetProgress, ...] = ()
    last_evidence_on: datetime.date | None = None


@dataclass(frozen=True)
class CompactProgress:
    """Where a whole compact stands on a day, with the hashes of what it was decided from."""

    city_id: str
    on: datetime.date
    promises: tuple[PromiseProgress, ...]
    facts_sha256: str
    rules_sha256: str
    refused: tuple[str, ...] = field(default=())

    def of(self, promise_id: str) -> PromiseProgress:
        """The progress of one promise; KeyError for another's."""
        for item in self.promises:
            if item.promise_id == promise_id:
                return item
        raise KeyError(promise_id)

    def counts(self) -> dict[str, int]:
        """Promises by status."""
        return dict(Counter(item.status for item in self.promises))

    def record(self) -> dict[str, Any]:
        """The resolution as plain data, the same to the byte on every machine."""
        record: dict[str, Any] = _plain(asdict(self))
        return record

    def sha256(self) -> str:
        """Hash of the resolution."""
        return sha256_hex(canonical_json(self.record()))


def decide(facts: CompactFacts, rules: ProgressRules, on: datetime.date) -> CompactProgress:
    """Where every promise stands on a day.

    What happens after that day is not looked at, so that any day of the past can be recomputed. A
    status change whose evidence the rules do not accept, or that is not there yet, does not count;
    it is listed in ``refused``.
    """
    index = Index.of(facts, on)
    refused: list[str] = []
    found = [
        _progress(promise, index, rules, refused)
        for promise in sorted(facts.promises, key=lambda c: c.promise_id)
        if promise.made_on <= on
    ]
    return CompactProgress(
        facts.city_id, on, tuple(found), facts_digest(facts),
        sha256_hex(canonical_json(rules.model_dump(mode="json"))), tuple(refused),
    )  # fmt: skip


def facts_digest(facts: CompactFacts) -> str:
    """Hash of a compact's facts."""
    return sha256_hex(canonical_json(_plain(asdict(facts))))


def _progress(promise: Promise, index: Index, rules: ProgressRules, refused: list[str]) -> PromiseProgress:
    status, since, evidence_id = "not_started", promise.made_on, None
    for change in index.changes[promise.promise_id]:
        reason = refusal(change, index, rules)
        if reason:
            refused.append(f"{change.promise_id} {change.on.isoformat()} {change.status}: {reason}")
        else:
            status, since, evidence_id = change.status, change.on, change.evidence_id
    seen = index.evidence_of[promise.promise_id]
    progress = progress_of(promise.promise_id, index)
    flags = flags_of(promise, status, progress, index, rules)
    colour = max((flag.colour for flag in flags), key=COLOURS.index, default="green")
    return PromiseProgress(
        promise.promise_id, status, since, evidence_id, colour, flags, progress,
        max((item.on for item in seen), default=None),
    )  # fmt: skip


def refusal(change: StatusChange, index: Index, rules: ProgressRules) -> str:
    """Why a change of status does not count; empty where it does."""
    evidence = index.evidence.get(change.evidence_id)
    if evidence is None or evidence.on > change.on:
        return "its evidence is not there on that day"
    if evidence.promise_id != change.promise_id:
        return "its evidence is about another promise"
    if evidence.kind not in getattr(rules.accepted_evidence, change.status):
        return f"{change.status} may not rest on a {evidence.kind}"
    return ""


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value
