"""The tables of a compact package: which record each holds, its key, and what its columns point to."""

from __future__ import annotations

from dataclasses import dataclass

from citycompact.compact import facts
from citycompact.compact.areas import AREAS, BARRIER_KINDS, EVIDENCE_KINDS, SIDES, STATUSES
from citycompact.compact.levers import LEVERS, POSITIONS


@dataclass(frozen=True)
class Table:
    """One table.

    Parameters
    ----------
    record
        The dataclass of a row; its fields are the columns.
    key
        Columns that together occur once.
    references
        Column to (table, column) in which a value that is not empty must be found.
    among
        Column to the values it may take.
    """

    record: type
    key: tuple[str, ...]
    references: dict[str, tuple[str, str]]
    among: dict[str, tuple[str, ...]]


_PROMISE = {"promise_id": ("promises", "promise_id")}
_OWNER = {"owner_post": ("posts", "post_id")}

TABLES: dict[str, Table] = {
    "parties": Table(facts.Party, ("party_id",), {}, {"kind": ("district", "charter", "partner")}),
    "posts": Table(facts.Post, ("post_id",), {"party_id": ("parties", "party_id")}, {}),
    "tenures": Table(facts.Tenure, ("post_id", "since"), {"post_id": ("posts", "post_id")}, {}),
    "promises": Table(
        facts.Promise, ("promise_id",), _OWNER, {"area": tuple(AREAS), "side": tuple(SIDES)}
    ),
    "milestones": Table(
        facts.Milestone, ("promise_id", "number"), {**_PROMISE, "evidence_id": ("evidence", "evidence_id")}, {}
    ),
    "evidence": Table(facts.Evidence, ("evidence_id",), _PROMISE, {"kind": tuple(EVIDENCE_KINDS)}),
    "status_changes": Table(
        facts.StatusChange, ("promise_id", "on"), {**_PROMISE, "evidence_id": ("evidence", "evidence_id")},
        {"status": tuple(STATUSES)},
    ),
    "indicators": Table(
        facts.Indicator, ("indicator_id",), {},
        {"kind": ("computed", "imported"), "unit": ("share", "count", "dollars", "points")},
    ),
    "measurements": Table(
        facts.Measurement, ("indicator_id", "group", "on"), {"indicator_id": ("indicators", "indicator_id")}, {}
    ),
    "targets": Table(
        facts.Target, ("promise_id", "indicator_id", "group"),
        {**_PROMISE, "indicator_id": ("indicators", "indicator_id")}, {},
    ),
    "barriers": Table(facts.Barrier, ("barrier_id",), _OWNER, {"kind": tuple(BARRIER_KINDS)}),
    "blocked_promises": Table(
        facts.BlockedPromise, ("barrier_id", "promise_id"), {**_PROMISE, "barrier_id": ("barriers", "barrier_id")}, {}
    ),
    "attempts": Table(facts.Attempt, ("barrier_id", "on", "tried"), {"barrier_id": ("barriers", "barrier_id")}, {}),
    "levers": Table(
        facts.LeverPosition, ("lever", "on"), {}, {"lever": tuple(LEVERS), "position": tuple(POSITIONS)}
    ),
    "waiting": Table(facts.Waiting, ("lever", "promise_id"), _PROMISE, {"lever": tuple(LEVERS)}),
    "resolutions": Table(facts.Resolution, ("resolution_id",), {**_PROMISE, **_OWNER}, {}),
}  # fmt: skip
"""Table name, as in :class:`~citycompact.compact.facts.CompactFacts` and as ``NAME.csv``, to its schema."""
