"""Four synthetic cities to compare with; their names say that they are made up."""

from __future__ import annotations

import datetime
import random

from citycompact.compact import facts as f
from citycompact.compact.agreement import sentences, template
from citycompact.compact.areas import AREAS
from citycompact.compact.facts import CompactFacts

_CITIES = (
    # id, name, state, years, seed, odds of done, in_progress, stalled, dropped, not_started
    ("alder-falls", "Alder Falls (synthetic)", "Synthetic state A", 6, 1, (5, 2, 2, 2, 0)),
    ("brackwater", "Brackwater (synthetic)", "Synthetic state B", 3, 2, (1, 3, 4, 3, 1)),
    ("cinder-hill", "Cinder Hill (synthetic)", "Synthetic state A", 1, 3, (1, 5, 1, 0, 3)),
    ("dune-harbor", "Dune Harbor (synthetic)", "Synthetic state C", 9, 4, (3, 2, 2, 4, 0)),
)
_STATUSES = ("done", "in_progress", "stalled", "dropped", "not_started")
_BARRIERS = {
    "political": (
        "A new board majority was elected against the compact.",
        "Invited the new members to visit schools of both sectors.",
    ),
    "legal": (
        "State law forbids the district to share its levy.",
        "Asked the legislature for a pilot in this city alone.",
    ),
    "financial": (
        "The grant that paid for the work ended.",
        "Split the cost by pupils; each side pays a tenth of a percent.",
    ),
    "capacity": (
        "One person did the work beside another job.",
        "Hired a steward who belongs to neither side.",
    ),
    "trust": (
        "Operators feared that the district would use their data against them.",
        "Wrote a data agreement with a neutral keeper.",
    ),
    "turnover": (
        "The superintendent and two charter leaders left in one summer.",
        "Had every new leader sign the compact anew.",
    ),
}


def example_cities(today: datetime.date) -> list[CompactFacts]:
    """Four cities with compacts of different ages and fates, the same on every machine for a given day."""
    return [_city(today, *city) for city in _CITIES]


def _city(
    today: datetime.date, city_id: str, name: str, state: str, years: int, seed: int, odds: tuple[int, ...]
) -> CompactFacts:
    chance = random.Random(seed)
    signed = today - datetime.timedelta(days=365 * years)
    areas = chance.sample(list(AREAS), 9)
    promises, evidence, changes, barriers, blocked_promises, attempts = [], [], [], [], [], []
    for number, area in enumerate(areas, start=1):
        key = f"{city_id}-{number}"
        made = signed + datetime.timedelta(days=chance.randrange(0, 200))
        pledge = chance.choice(sentences(template([area]))[1:])
        side = chance.choice(("district", "charter", "both", "both"))
        promises.append(
            f.Promise(
                key,
                area,
                pledge,
                side,
                "Does its part.",
                "Do their part.",
                "steward",
                made,
                signed + datetime.timedelta(days=365 * min(years + 2, 4)),
            )
        )
        status = chance.choices(_STATUSES, odds)[0]
        if status == "not_started":
            continue
        on = made + (today - made) * chance.uniform(0.4, 0.95)
        kind = "resolution" if status == "dropped" else chance.choice(("document", "indicator"))
        evidence.append(f.Evidence(f"{key}-e", kind, on, f"Record of {AREAS[area]['en'].lower()}", key))
        changes.append(f.StatusChange(key, on, status, f"{key}-e"))
        if status in ("stalled", "dropped"):
            what = chance.choice(list(_BARRIERS))
            barriers.append(
                f.Barrier(f"{key}-b", what, _BARRIERS[what][0], chance.randint(2, 3), "steward", on)
            )
            blocked_promises.append(f.BlockedPromise(f"{key}-b", key))
            attempts.append(f.Attempt(f"{key}-b", on, _BARRIERS[what][1], chance.random() < 0.4))
    return CompactFacts(
        city_id,
        name,
        state,
        signed,
        signed + datetime.timedelta(days=365 * 10),
        True,
        today,
        parties=(
            f.Party("district", "District", "district", signed),
            f.Party("charter", "Charter council", "charter", signed),
        ),
        posts=(f.Post("steward", "Steward", "district"),),
        tenures=(f.Tenure("steward", signed),),
        promises=tuple(promises),
        evidence=tuple(evidence),
        status_changes=tuple(changes),
        barriers=tuple(barriers),
        blocked_promises=tuple(blocked_promises),
        attempts=tuple(attempts),
    )
