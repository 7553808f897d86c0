"""Where every commitment stands on a day: status, colour and flags, from facts, rules and date alone."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from citycompact.compact.facts import Commitment, CompactFacts, StatusChange
from citycompact.compact.flags import Flag, flags_of
from citycompact.compact.index import Index
from citycompact.compact.progress import TargetProgress, progress_of
from citycompact.compact.rules import ProgressRules
from citycompact.facts import canonical_json, sha256_hex

COLOURS = ("green", "amber", "red")


@dataclass(frozen=True)
class CommitmentStanding:
    """Where one commitment stands.

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

    commitment_id: str
    status: str
    since: datetime.date
    evidence_id: str | None
    colour: str
    flags: tuple[Flag, ...] = ()
    progress: tuple[TargetProgress, ...] = ()
    last_evidence_on: datetime.date | None = None


@dataclass(frozen=True)
class CompactStanding:
    """Where a whole compact stands on a day, with the hashes of what it was decided from."""

    city_id: str
    on: datetime.date
    commitments: tuple[CommitmentStanding, ...]
    facts_sha256: str
    rules_sha256: str
    refused: tuple[str, ...] = field(default=())

    def of(self, commitment_id: str) -> CommitmentStanding:
        """The standing of one commitment; KeyError for another's."""
        for item in self.commitments:
            if item.commitment_id == commitment_id:
                return item
        raise KeyError(commitment_id)

    def counts(self) -> dict[str, int]:
        """Commitments by status."""
        return dict(Counter(item.status for item in self.commitments))

    def record(self) -> dict[str, Any]:
        """The decision as plain data, the same to the byte on every machine."""
        record: dict[str, Any] = _plain(asdict(self))
        return record

    def sha256(self) -> str:
        """Hash of the decision."""
        return sha256_hex(canonical_json(self.record()))


def decide(facts: CompactFacts, rules: ProgressRules, on: datetime.date) -> CompactStanding:
    """Where every commitment stands on a day.

    What happens after that day is not looked at, so that any day of the past can be recomputed. A
    status change whose evidence the rules do not accept, or that is not there yet, does not count;
    it is listed in ``refused``.
    """
    index = Index.of(facts, on)
    refused: list[str] = []
    found = [
        _standing(commitment, index, rules, refused)
        for commitment in sorted(facts.commitments, key=lambda c: c.commitment_id)
        if commitment.made_on <= on
    ]
    return CompactStanding(
        facts.city_id, on, tuple(found), facts_digest(facts),
        sha256_hex(canonical_json(rules.model_dump(mode="json"))), tuple(refused),
    )  # fmt: skip


def facts_digest(facts: CompactFacts) -> str:
    """Hash of a compact's facts."""
    return sha256_hex(canonical_json(_plain(asdict(facts))))


def _standing(
    commitment: Commitment, index: Index, rules: ProgressRules, refused: list[str]
) -> CommitmentStanding:
    status, since, evidence_id = "not_started", commitment.made_on, None
    for change in index.changes[commitment.commitment_id]:
        reason = refusal(change, index, rules)
        if reason:
            refused.append(f"{change.commitment_id} {change.on.isoformat()} {change.status}: {reason}")
        else:
            status, since, evidence_id = change.status, change.on, change.evidence_id
    seen = index.evidence_of[commitment.commitment_id]
    progress = progress_of(commitment.commitment_id, index)
    flags = flags_of(commitment, status, progress, index, rules)
    colour = max((flag.colour for flag in flags), key=COLOURS.index, default="green")
    return CommitmentStanding(
        commitment.commitment_id, status, since, evidence_id, colour, flags, progress,
        max((item.on for item in seen), default=None),
    )  # fmt: skip


def refusal(change: StatusChange, index: Index, rules: ProgressRules) -> str:
    """Why a change of status does not count; empty where it does."""
    evidence = index.evidence.get(change.evidence_id)
    if evidence is None or evidence.on > change.on:
        return "its evidence is not there on that day"
    if evidence.commitment_id != change.commitment_id:
        return "its evidence is about another commitment"
    if evidence.kind not in getattr(rules.accepted_evidence, change.status):
        return f"{change.status} may not rest on a {evidence.kind}"
    return ""


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value
