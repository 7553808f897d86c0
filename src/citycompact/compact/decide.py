"""Where every promise is on a day: status, colour and flags, from facts and rules alone."""

from __future__ import annotations

from typing import Any

from citycompact.compact.facts import CompactFacts, Promise, StatusChange
from citycompact.compact.flags import flags_of
from citycompact.compact.index import Index
from citycompact.compact.progress import (
    COLOURS,
    RESULT_TABLES,
    Flag,
    PromiseStatus,
    RefusedChange,
    TargetProgress,
)
from citycompact.compact.rules import ProgressRules
from citycompact.compact.targets import target_progress
from citycompact.doors import Draw, Result
from citycompact.facts import frame_of


def decide(facts: CompactFacts, rules: ProgressRules, draw: Draw | None = None) -> Result:  # noqa: ARG001
    """Where every promise is on the day of the facts.

    What happens after that day is not looked at, so that any day of the past can be recomputed. A
    status change whose evidence the rules do not accept, or that is not there yet, does not count;
    it is listed in ``refused``. Chance decides nothing here, so a draw is not read.

    Returns
    -------
    Tables ``promises``, ``flags``, ``targets`` and ``refused``, with the columns of the records in
    :mod:`~citycompact.compact.progress`, in the order of their ids. Values: ``as_of``, ``city_id``.

    Raises
    ------
    FactsError
        Where the facts do not say of which day they are.
    """
    index = Index.of(facts, facts.day)
    statuses: list[PromiseStatus] = []
    flags: list[Flag] = []
    targets: list[TargetProgress] = []
    refused: list[RefusedChange] = []
    for promise in facts.promises:
        if promise.made_on > index.on:
            continue
        status, change = "not_started", None
        for item in index.changes[promise.promise_id]:
            reason = refusal(item, index, rules)
            if reason:
                refused.append(RefusedChange(item.promise_id, item.on, item.status, reason))
            else:
                status, change = item.status, item
        measured = target_progress(promise.promise_id, index)
        raised = flags_of(promise, status, measured, index, rules)
        statuses.append(_status(promise, status, change, raised, index))
        flags += raised
        targets += measured
    rows: dict[str, list[Any]] = {
        "promises": statuses,
        "flags": flags,
        "targets": targets,
        "refused": refused,
    }
    return Result(
        {name: frame_of(found, RESULT_TABLES[name]) for name, found in rows.items()},
        {"as_of": index.on.isoformat(), "city_id": facts.city_id},
    )


def _status(
    promise: Promise, status: str, change: StatusChange | None, flags: list[Flag], index: Index
) -> PromiseStatus:
    seen = index.evidence_of[promise.promise_id]
    return PromiseStatus(
        promise.promise_id,
        status,
        change.on if change else promise.made_on,
        change.evidence_id if change else None,
        max((flag.colour for flag in flags), key=COLOURS.index, default="green"),
        max((item.on for item in seen), default=None),
    )


def refusal(change: StatusChange, index: Index, rules: ProgressRules) -> str:
    """Why a change of status does not count, as a code; empty where it does."""
    evidence = index.evidence.get(change.evidence_id)
    if evidence is None or evidence.on > change.on:
        return "evidence_not_there"
    if evidence.promise_id != change.promise_id:
        return "evidence_of_another_promise"
    if evidence.kind not in getattr(rules.accepted_evidence, change.status):
        return "evidence_not_accepted"
    return ""
