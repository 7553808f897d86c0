"""What a round fixes before its draw: every application, the seats, and how ties at them are broken."""

from __future__ import annotations

from typing import Any

from citycompact.city import CityPackage
from citycompact.doors import Draw, Fixed
from citycompact.enrollment.applications import application_records
from citycompact.enrollment.preparation import Preparation, prepare
from citycompact.enrollment.rules import EnrollmentRules

_MEANING = {
    "applications": "the number of applications",
    "applications_root": "an application, or a group or guarantee that depends on the facts,",
    "seats_sha256": "seats, reserves or tie-breaks",
}


def fixed(facts: CityPackage, rules: EnrollmentRules, draw: Draw | None = None) -> Fixed:
    """Applications as their canonical records, and seats by program and bucket.

    The lottery plays no part, so this can be made before the draw; ``draw`` says whether a past round is
    replayed, whose recorded numbers are facts, and spares preparing the same facts twice.

    Raises
    ------
    FactsError
        Where facts and rules do not fit together.
    """
    preparation = prepare(facts, rules, *(("", False) if draw is None else (draw.seed, draw.replayed)))
    return Fixed(
        people="applications",
        who=preparation.roster.applicants["applicant_id"].to_list(),
        records=application_records(facts, preparation),
        public={"seats": _seats(preparation)},
        meaning=_MEANING,
    )


def _seats(preparation: Preparation) -> dict[str, Any]:
    """Programs and their buckets of seats, as they are hashed."""
    programs = preparation.roster.programs
    buckets: list[list[list[Any]]] = [[] for _ in range(programs.height)]
    for program, position, group, seats, hard in preparation.buckets.iter_rows():
        buckets[program].append([position, group, seats, hard])
    return {
        row["program_id"]: {
            "school": row["school_id"],
            "sector": row["sector"],
            "grade": row["grade"],
            "seats": row["seats"],
            # The last place on a list of people that orders the program.
            "list": preparation.last_places.get(row["program_id"]),
            "tie_break": preparation.breaks[number].kind,
            "bands": list(preparation.breaks[number].bands),
            "min_score": _shortest(row["min_score"]),
            "open_to": row["open_to"],
            "buckets": buckets[number],
        }
        for number, row in enumerate(programs.iter_rows(named=True))
    }


def _shortest(number: float | None) -> float | None:
    """The same number, an integer where it is one: both are hashed alike, integers much faster."""
    return number if number is None or number % 1 else int(number)
