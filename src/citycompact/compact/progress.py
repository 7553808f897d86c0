"""Progress: where every promise is on a day, as it is published, and as pages read it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from citycompact.doors import Result
from citycompact.facts import Table, rows_of, table_of

COLOURS = ("green", "amber", "red")
LIVE = frozenset({"not_started", "in_progress", "stalled"})
"""Statuses of a promise that is neither kept nor dropped."""


@dataclass(frozen=True)
class PromiseStatus:
    """The status of a promise, the day it began, and the evidence it rests on (None before the first change).

    ``colour`` is the worst colour of its flags, green for none; ``last_evidence_on`` the day of the latest
    evidence of any kind.
    """

    promise_id: str
    status: str
    since: datetime.date
    evidence_id: str | None
    colour: str
    last_evidence_on: datetime.date | None


@dataclass(frozen=True)
class Flag:
    """One reason for a colour.

    Parameters
    ----------
    days
        For how many days already.
    on
        Day of the latest evidence, of the promise, of the due date, or of the vacancy's beginning.
    post_id, number, indicator_id, group
        The post, milestone, indicator and group that it is about.
    """

    promise_id: str
    rule: str
    colour: str
    days: int | None = None
    on: datetime.date | None = None
    post_id: str | None = None
    number: int | None = None
    indicator_id: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class TargetProgress:
    """One target of a promise.

    ``share`` is 0 at the baseline and 1 at the target, below 0 where things are worse than at the
    baseline; ``before`` is the same for the latest earlier measurement of another value, so that a fall
    stays a fall until the next change. Both are None without a measurement.
    """

    promise_id: str
    indicator_id: str
    group: str
    value: float | None
    measured_on: datetime.date | None
    share: float | None
    before: float | None


@dataclass(frozen=True)
class RefusedChange:
    """A change of status that does not count, and why, as a code."""

    promise_id: str
    on: datetime.date
    status: str
    reason: str


RESULT_TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        table_of(PromiseStatus, "promises", ("promise_id",)),
        table_of(Flag, "flags", ("promise_id", "rule", "number", "indicator_id", "group")),
        table_of(TargetProgress, "targets", ("promise_id", "indicator_id", "group")),
        table_of(RefusedChange, "refused", ("promise_id", "on")),
    )
}
"""Tables of the decision, by name."""
RESULT = {
    name: {
        column.name: "text" if column.kind in ("id", "choice") else column.kind for column in table.columns
    }
    for name, table in RESULT_TABLES.items()
}
"""The same as the door declares them."""


@dataclass(frozen=True)
class PromiseProgress:
    """Where one promise is: a view of the published tables, its worst flags first."""

    promise_id: str
    status: str
    since: datetime.date
    evidence_id: str | None
    colour: str
    last_evidence_on: datetime.date | None
    flags: tuple[Flag, ...] = ()
    targets: tuple[TargetProgress, ...] = ()


@dataclass(frozen=True)
class CompactProgress:
    """Where a whole compact is: a view of the published tables."""

    as_of: datetime.date
    promises: tuple[PromiseProgress, ...]
    refused: tuple[RefusedChange, ...]

    def of(self, promise_id: str) -> PromiseProgress:
        """The progress of one promise; KeyError for another's."""
        for item in self.promises:
            if item.promise_id == promise_id:
                return item
        raise KeyError(promise_id)


def progress_of(result: Result) -> CompactProgress:
    """Read the published tables."""
    flags = sorted(rows_of(result.tables["flags"], Flag), key=lambda f: -COLOURS.index(f.colour))
    targets = rows_of(result.tables["targets"], TargetProgress)
    rows = rows_of(result.tables["promises"], PromiseStatus)
    return CompactProgress(
        datetime.date.fromisoformat(result.values["as_of"]),
        tuple(
            PromiseProgress(
                **vars(row),
                flags=tuple(flag for flag in flags if flag.promise_id == row.promise_id),
                targets=tuple(target for target in targets if target.promise_id == row.promise_id),
            )
            for row in rows
        ),
        rows_of(result.tables["refused"], RefusedChange),
    )
