"""The facts of a compact: who promised what, on what evidence, measured how. No person is named in them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

from citycompact.facts import FactsError, Problem

Date = datetime.date


@dataclass(frozen=True)
class Party:
    """Who signs: the district, a charter operator, or a civic partner."""

    party_id: str
    name: str
    kind: str
    signed_on: Date | None = None


@dataclass(frozen=True)
class Post:
    """A role that owns promises; people come and go, the role stays."""

    post_id: str
    name: str
    party_id: str
    name_es: str = ""


@dataclass(frozen=True)
class Tenure:
    """That a post was held, from a day until before another; by whom does not stand here."""

    post_id: str
    since: Date
    until: Date | None = None


@dataclass(frozen=True)
class Promise:
    """A promise: what, by which side, each sector's part in it, who owns it, until when, with what money.

    ``side`` says who pledged; ``district_part`` and ``charter_part`` what each sector does, so that no
    pledge is left to "both" and so to nobody. Money is in dollars; ``money_needed`` None means not costed.
    """

    promise_id: str
    area: str
    pledge: str
    side: str
    district_part: str
    charter_part: str
    owner_post: str
    made_on: Date
    due_on: Date | None = None
    money_needed: float | None = None
    money_secured: float | None = None
    money_source: str = ""
    pledge_es: str = ""
    district_part_es: str = ""
    charter_part_es: str = ""


@dataclass(frozen=True)
class Milestone:
    """A step on the way to a promise."""

    promise_id: str
    number: int
    what: str
    due_on: Date
    reached_on: Date | None = None
    evidence_id: str | None = None
    what_es: str = ""


@dataclass(frozen=True)
class Evidence:
    """Something that can be looked at: a document, a resolution, an indicator's measurement, a meeting,
    interviews."""

    evidence_id: str
    kind: str
    on: Date
    title: str
    promise_id: str
    source: str = ""
    title_es: str = ""


@dataclass(frozen=True)
class StatusChange:
    """That a promise's status became another, and the evidence for it."""

    promise_id: str
    on: Date
    status: str
    evidence_id: str
    reason: str = ""
    reason_es: str = ""


@dataclass(frozen=True)
class Indicator:
    """Something measured; ``kind`` is ``computed`` (by this system) or ``imported`` (a series with a
    source)."""

    indicator_id: str
    name: str
    kind: str
    unit: str
    name_es: str = ""


@dataclass(frozen=True)
class Measurement:
    """An indicator's value for a group (empty: the whole city) on a day."""

    indicator_id: str
    group: str
    on: Date
    value: float
    source: str = ""


@dataclass(frozen=True)
class Target:
    """What a promise wants of an indicator's group: from a baseline to a target, up or down."""

    promise_id: str
    indicator_id: str
    group: str
    baseline: float
    baseline_on: Date
    target: float
    target_on: Date | None = None


@dataclass(frozen=True)
class Barrier:
    """What stands in the way; severity is 1 (slows), 2 (hinders) or 3 (stops)."""

    barrier_id: str
    kind: str
    what: str
    severity: int
    owner_post: str
    opened_on: Date
    closed_on: Date | None = None
    what_es: str = ""


@dataclass(frozen=True)
class BlockedPromise:
    """A promise in whose way a barrier stands."""

    barrier_id: str
    promise_id: str


@dataclass(frozen=True)
class Attempt:
    """What was tried against a barrier, and whether it helped."""

    barrier_id: str
    on: Date
    tried: str
    helped: bool
    tried_es: str = ""


@dataclass(frozen=True)
class LeverPosition:
    """Where a state stands on a lever from a day on."""

    lever: str
    on: Date
    position: str
    note: str = ""
    note_es: str = ""


@dataclass(frozen=True)
class Waiting:
    """That a promise waits on a state lever."""

    lever: str
    promise_id: str


@dataclass(frozen=True)
class Resolution:
    """What the steering committee resolved."""

    resolution_id: str
    on: Date
    what: str
    promise_id: str | None = None
    owner_post: str | None = None
    due_on: Date | None = None
    done_on: Date | None = None
    what_es: str = ""


@dataclass(frozen=True)
class Amendment:
    """A change of a promise's terms, its reason, and the sectors that approved it;
    it decides nothing itself."""

    amendment_id: str
    promise_id: str
    on: Date
    what: str
    reason: str
    approved_by: str
    what_es: str = ""
    reason_es: str = ""


@dataclass(frozen=True)
class CompactFacts:
    """A city's whole compact; nothing else enters a status or a flag.

    ``as_of`` is the day on which it is looked at: what happened later does not count. To look at another
    day, ``replace(facts, as_of=day)``.
    """

    city_id: str
    name: str
    state: str
    signed_on: Date
    term_until: Date
    synthetic: bool = False
    as_of: Date | None = None
    parties: tuple[Party, ...] = ()
    posts: tuple[Post, ...] = ()
    tenures: tuple[Tenure, ...] = ()
    promises: tuple[Promise, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    status_changes: tuple[StatusChange, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    targets: tuple[Target, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    blocked_promises: tuple[BlockedPromise, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    levers: tuple[LeverPosition, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    amendments: tuple[Amendment, ...] = ()

    @property
    def day(self) -> Date:
        """The day on which the compact is looked at.

        Raises
        ------
        FactsError
            Where none is given.
        """
        if self.as_of is None:
            mend = "Add as_of = 2027-03-31, or give the day (--on)."
            raise FactsError(
                [Problem("compact.toml", "does not say of which day it is.", mend, column="as_of")]
            )
        return self.as_of

    @cached_property
    def pledged(self) -> dict[str, Promise]:
        """Promises by their id."""
        return {promise.promise_id: promise for promise in self.promises}
