"""Several cities' compacts side by side: by area, status and age."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from citycompact.compact import facts as f
from citycompact.compact.areas import (
    AREAS,
    BARRIER_KINDS,
    EVIDENCE_KINDS,
    RESOLUTION_FORMERLY,
    SIDES,
    STATUSES,
)
from citycompact.compact.decide import decide
from citycompact.compact.facts import CompactFacts
from citycompact.compact.progress import progress_of
from citycompact.compact.rules import ProgressRules
from citycompact.compact.tally import OUTCOME_OF, OUTCOMES
from citycompact.facts import FactsError, Problem, read_tables, rows_of, table_of


@dataclass(frozen=True)
class Comparison:
    """One city in a comparison.

    Parameters
    ----------
    years
        Age of the compact.
    kept, under_way, stalled, dropped
        Promises by outcome.
    by_area
        Area to counts by outcome.
    median_age_live
        Median age in days of the promises that are under way or stalled; None for none.
    """

    city_id: str
    name: str
    state: str
    synthetic: bool
    years: float
    kept: int
    under_way: int
    stalled: int
    dropped: int
    by_area: dict[str, dict[str, int]] = field(default_factory=dict)
    median_age_live: float | None = None


def compare_cities(
    cities: Iterable[CompactFacts], rules: ProgressRules, on: datetime.date
) -> list[Comparison]:
    """Decide each city by the same rules and day, in the order of the names."""
    found = []
    for city in sorted(cities, key=lambda c: (c.name, c.city_id)):
        progress = progress_of(decide(replace(city, as_of=on), rules))
        areas = {area: dict.fromkeys(OUTCOMES, 0) for area in AREAS}
        ages = []
        for item in progress.promises:
            outcome = OUTCOME_OF[item.status]
            areas[city.pledged[item.promise_id].area][outcome] += 1
            if outcome in ("under_way", "stalled"):
                ages.append((on - city.pledged[item.promise_id].made_on).days)
        total = {outcome: sum(counts[outcome] for counts in areas.values()) for outcome in OUTCOMES}
        found.append(
            Comparison(
                city.city_id,
                city.name,
                city.state,
                city.synthetic,
                round((on - city.signed_on).days / 365.25, 1),
                **total,
                by_area={a: c for a, c in areas.items() if sum(c.values())},
                median_age_live=_median(ages),
            )
        )
    return found


def _median(values: list[int]) -> float | None:
    if not values:
        return None
    ordered, middle = sorted(values), len(values) // 2
    return float(ordered[middle]) if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


@dataclass(frozen=True)
class _Row:
    """One line of a real city's facts, as a researcher writes them down."""

    area: str
    pledge: str
    side: str
    made_on: datetime.date
    status: str = "not_started"
    since: datetime.date | None = None
    evidence_kind: str = "document"
    source: str = ""
    barrier: str = ""
    barrier_kind: str = ""
    tried: str = ""
    helped: bool = False


_ROWS = table_of(
    _Row,
    "city",
    (),
    among={
        "area": tuple(AREAS),
        "side": tuple(SIDES),
        "status": tuple(STATUSES),
        "evidence_kind": tuple(EVIDENCE_KINDS),
        "barrier_kind": tuple(BARRIER_KINDS),
    },
    renamed={"evidence_kind": RESOLUTION_FORMERLY},
)


def read_city_csv(content: bytes, city_id: str, name: str, state: str) -> CompactFacts:
    """A real city's facts from one CSV, a line for each pledge.

    Columns: ``area, pledge, side, made_on``, and if known ``status, since, evidence_kind, source, barrier,
    barrier_kind, tried, helped``. The compact counts as signed on the day of its first pledge.

    Raises
    ------
    FactsError
        With every problem of the file.
    """
    file = "city.csv"
    frames, problems = read_tables({file: content}, (_ROWS,))
    if frames is None:
        raise FactsError(problems)
    rows = rows_of(frames["city"], _Row)
    for number, row in enumerate(rows, start=2):
        if row.status != "not_started" and row.since is None:
            problems.append(
                Problem(
                    file, "is empty, but the row has a status.", "Give the day since when.", number, "since"
                )
            )
        if row.status != "not_started" and not row.source:
            problems.append(
                Problem(file, "is empty, but the row has a status.", "Say what shows it.", number, "source")
            )
        if bool(row.barrier) != bool(row.barrier_kind):
            problems.append(
                Problem(file, "and barrier go together.", "Give both or neither.", number, "barrier_kind")
            )
        if row.tried and not row.barrier:
            problems.append(
                Problem(file, "needs a barrier.", "Say against what it was tried.", number, "tried")
            )
    if not rows:
        problems.append(Problem(file, "holds no rows.", "Add a line for each pledge."))
    if problems:
        raise FactsError(problems)
    signed = min(row.made_on for row in rows)
    parties = (
        f.Party("district", f"{name} district", "district", signed),
        f.Party("charter", f"{name} charter schools", "charter", signed),
    )
    post = f.Post("unknown", "Owner not recorded", "district")
    promises, evidence, changes, barriers, blocked_promises, attempts = [], [], [], [], [], []
    for number, row in enumerate(rows, start=1):
        key = f"p{number}"
        promises.append(f.Promise(key, row.area, row.pledge, row.side, "", "", "unknown", row.made_on))
        if row.since:
            evidence.append(
                f.Evidence(f"e{number}", row.evidence_kind, row.since, row.source, key, row.source)
            )
            changes.append(f.StatusChange(key, row.since, row.status, f"e{number}"))
        if row.barrier:
            day = row.since or row.made_on
            barriers.append(f.Barrier(f"b{number}", row.barrier_kind, row.barrier, 2, "unknown", day))
            blocked_promises.append(f.BlockedPromise(f"b{number}", key))
            if row.tried:
                attempts.append(f.Attempt(f"b{number}", day, row.tried, row.helped))
    return CompactFacts(
        city_id,
        name,
        state,
        signed,
        signed + datetime.timedelta(days=3653),
        parties=parties,
        posts=(post,),
        promises=tuple(promises),
        evidence=tuple(evidence),
        status_changes=tuple(changes),
        barriers=tuple(barriers),
        blocked_promises=tuple(blocked_promises),
        attempts=tuple(attempts),
    )
