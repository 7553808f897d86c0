"""A first rulebook from a few answers: a draft for both sectors to read, correct and sign."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import tomli_w

from citycompact.enrollment.rules import SECTION

GROUPS: dict[str, dict[str, Any]] = {
    "sibling_attending": {
        "kind": "sibling_attending",
        "claim": "sibling",
        "labels": {"en": "brother or sister at the school", "es": "hermano o hermana en la escuela"},
    },
    "sibling_offered": {
        "kind": "sibling_offered",
        "labels": {
            "en": "brother or sister placed there in this round",
            "es": "hermano o hermana con lugar allí en esta ronda",
        },
    },
    "zone": {
        "kind": "zone",
        "labels": {"en": "lives in the school's zone", "es": "vive en la zona de la escuela"},
    },
    "near": {
        "kind": "distance",
        "within_km": 1.6,
        "labels": {"en": "lives within a mile", "es": "vive a menos de una milla"},
    },
    "staff_child": {
        "kind": "claim",
        "claim": "staff_child",
        "labels": {"en": "child of a staff member", "es": "hijo o hija de personal de la escuela"},
    },
}
"""What a school may prefer, by the name of the group; in the order in which it is offered to choose."""
_VERIFIED = {
    "sibling_attending": {"sibling": ["roster", "school"]},
    "zone": {"address": ["self", "document"]},
    "near": {"address": ["self", "document"]},
    "staff_child": {"staff_child": ["operator"]},
}
_LOWEST, _HIGHEST, _COUNT = 1, 49, 6


@dataclass(frozen=True)
class FirstRules:
    """What is answered; times are the city's own clock, without an offset.

    ``priorities`` and ``of_charters`` are names of :data:`GROUPS`, the first before the second; without
    ``of_charters`` all schools have the same. ``stay`` is the right of a child to go on at its own school.
    """

    name: str
    version: str
    city_id: str
    sectors: Sequence[str]
    round_id: str
    round_name: str
    opens: datetime.date
    closes: datetime.datetime
    results: datetime.date
    draw_at: datetime.datetime
    draw_event: str
    maximum: int | None
    priorities: Sequence[str]
    of_charters: Sequence[str]
    stay: bool


def first_rulebook(said: FirstRules) -> str:
    """The text of the rulebook: deferred acceptance, one lottery number a child, drawn in public as six of 49
    numbers (1.0e10 results), priorities as chosen, and how what they rest on is verified."""
    used = [name for name in GROUPS if name in {*said.priorities, *said.of_charters}]
    rules: dict[str, Any] = {
        "rounds": [
            {
                "id": said.round_id,
                "name": said.round_name,
                "opens": said.opens,
                "closes": said.closes,
                "results": said.results,
            }
        ],
        "mechanism": {"name": "deferred_acceptance"},
        "lottery": {"numbers": "per_applicant"},
        "draw": {
            "kind": "numbers",
            "event": said.draw_event,
            "at": said.draw_at,
            "count": _COUNT,
            "lowest": _LOWEST,
            "highest": _HIGHEST,
            "order": "drawn",
        },
    }
    if said.maximum:
        rules["choices"] = {"maximum": said.maximum}
    verified: dict[str, list[str]] = {}
    for name in used:
        verified |= _VERIFIED.get(name, {})
    if said.stay:
        verified["current_school_id"] = ["roster", "school"]
        rules["guarantees"] = [{"kind": "current_school"}]
    if verified:
        rules["verification"] = verified
    if used:
        rules["groups"] = {name: GROUPS[name] for name in used}
    if said.priorities or said.of_charters:
        rules["priorities"] = {"default": list(said.priorities)}
    if said.of_charters and list(said.of_charters) != list(said.priorities):
        rules["priorities"]["sectors"] = {"charter": list(said.of_charters)}
    header = {
        "name": said.name,
        "version": said.version,
        "city": said.city_id,
        "signing_sectors": list(said.sectors),
    }
    head = "# A first draft, from a few answers. Nothing of it counts before every sector has signed it.\n"
    return head + tomli_w.dumps({"rulebook": header, SECTION: rules}, multiline_strings=False)
