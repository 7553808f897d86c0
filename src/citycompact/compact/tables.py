"""The tables of a compact package: the dataclass of a row, its key, and what its columns point to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from citycompact.compact import facts
from citycompact.compact.areas import (
    AREAS,
    BARRIER_KINDS,
    EVIDENCE_KINDS,
    RESOLUTION_FORMERLY,
    SIDES,
    STATUSES,
)
from citycompact.compact.levers import LEVERS, POSITIONS
from citycompact.facts import Table, table_of

ROW_TYPES: dict[str, type] = {
    "parties": facts.Party,
    "posts": facts.Post,
    "tenures": facts.Tenure,
    "promises": facts.Promise,
    "milestones": facts.Milestone,
    "evidence": facts.Evidence,
    "status_changes": facts.StatusChange,
    "indicators": facts.Indicator,
    "measurements": facts.Measurement,
    "targets": facts.Target,
    "barriers": facts.Barrier,
    "blocked_promises": facts.BlockedPromise,
    "attempts": facts.Attempt,
    "levers": facts.LeverPosition,
    "waiting": facts.Waiting,
    "resolutions": facts.Resolution,
    "amendments": facts.Amendment,
}
"""Name of a table, in ``CompactFacts`` and as ``NAME.csv``, to the dataclass of its rows."""

_PROMISE = {"promise_id": ("promises", "promise_id")}
_EVIDENCE = {"evidence_id": ("evidence", "evidence_id")}
_INDICATOR = {"indicator_id": ("indicators", "indicator_id")}
_BARRIER = {"barrier_id": ("barriers", "barrier_id")}
_OWNER = {"owner_post": ("posts", "post_id")}

_ANY_NUMBER = (-1e12, 1e12)
_DOLLARS = (0.0, 1e12)
MEASURED: dict[str, Any] = {"bounds": {"value": _ANY_NUMBER}, "longest": {"group": 80, "source": 200}}
"""What the columns of measurements may hold, in a package and in an imported series."""


def _table(
    name: str, *key: str, references: Mapping[str, tuple[str, str]] | None = None, **more: Any
) -> Table:
    row = ROW_TYPES[name]
    named = {"promise_id": ("commitment_id",)} if any(f.name == "promise_id" for f in fields(row)) else {}
    formerly = named | more.pop("formerly", {})
    return table_of(row, name, key, references=references, formerly=formerly, **more)


_ALL = (
    _table("parties", "party_id", among={"kind": ("district", "charter", "partner")}),
    _table("posts", "post_id", references={"party_id": ("parties", "party_id")}),
    _table("tenures", "post_id", "since", references={"post_id": ("posts", "post_id")}),
    _table(
        "promises",
        "promise_id",
        references=_OWNER,
        among={"area": tuple(AREAS), "side": tuple(SIDES)},
        formerly={"money_secured": ("money_committed",)},
        bounds={"money_needed": _DOLLARS, "money_secured": _DOLLARS},
        name_formerly=("commitments",),
    ),
    _table(
        "milestones",
        "promise_id",
        "number",
        references={**_PROMISE, **_EVIDENCE},
        bounds={"number": (0, None)},
    ),
    _table(
        "evidence",
        "evidence_id",
        references=_PROMISE,
        among={"kind": tuple(EVIDENCE_KINDS)},
        renamed={"kind": RESOLUTION_FORMERLY},
    ),
    _table(
        "status_changes",
        "promise_id",
        "on",
        references={**_PROMISE, **_EVIDENCE},
        among={"status": tuple(STATUSES)},
    ),
    _table(
        "indicators",
        "indicator_id",
        among={"kind": ("computed", "imported"), "unit": ("share", "count", "dollars", "points")},
    ),
    _table(
        "measurements",
        "indicator_id",
        "group",
        "on",
        references=_INDICATOR,
        may_be_empty=("group",),
        name_formerly=("readings",),
        **MEASURED,
    ),
    _table(
        "targets",
        "promise_id",
        "indicator_id",
        "group",
        references={**_PROMISE, **_INDICATOR},
        may_be_empty=("group",),
        bounds={"baseline": _ANY_NUMBER, "target": _ANY_NUMBER},
        longest={"group": 80},
    ),
    _table(
        "barriers",
        "barrier_id",
        references=_OWNER,
        among={"kind": tuple(BARRIER_KINDS)},
        bounds={"severity": (1, 3)},
    ),
    _table(
        "blocked_promises",
        "barrier_id",
        "promise_id",
        references={**_PROMISE, **_BARRIER},
        name_formerly=("hindrances",),
    ),
    _table("attempts", "barrier_id", "on", "tried", references=_BARRIER),
    _table("levers", "lever", "on", among={"lever": tuple(LEVERS), "position": tuple(POSITIONS)}),
    _table("waiting", "lever", "promise_id", references=_PROMISE, among={"lever": tuple(LEVERS)}),
    _table(
        "resolutions",
        "resolution_id",
        references={**_PROMISE, **_OWNER},
        formerly={"resolution_id": ("decision_id",)},
        name_formerly=("decisions",),
    ),
    _table("amendments", "amendment_id", references=_PROMISE),
)

TABLES: dict[str, Table] = {table.name: table for table in _ALL}
"""Every table by name, in the order in which their rows can be added to a database."""
