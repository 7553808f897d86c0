"""The commitment: what the office publishes at the deadline, before anyone can know the seed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from citycompact.city import CityPackage
from citycompact.enrollment import SECTION, Preparation
from citycompact.facts import FactsError, Problem, canonical_json, sha256_hex
from citycompact.record.applications import application_records
from citycompact.record.merkle import merkle_path, salted_levels, salts
from citycompact.rulebook import Rulebook

FORMAT = "citycompact commitment 2"


@dataclass(frozen=True)
class Commitment:
    """The published hashes: applications (Merkle root), seats, and the one section of the rules."""

    city: str
    applications: int
    applications_root: str
    seats_sha256: str
    section_sha256: str
    format: str = FORMAT

    def to_json(self) -> str:
        """Return the file's text."""
        return json.dumps(asdict(self), indent=2) + "\n"


@dataclass(frozen=True, eq=False)
class Committed:
    """A commitment together with what it commits to; everything but ``commitment`` is private.

    ``seats`` are canonical JSON, as they are hashed.
    """

    commitment: Commitment
    applicant_ids: list[str]
    records: list[str]
    salts: list[bytes]
    seats: bytes
    section: dict[str, Any]

    @cached_property
    def _levels(self) -> list[list[bytes]]:
        return salted_levels(self.salts, self.records)

    def receipts(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every applicant's id and receipt."""
        for index, applicant_id in enumerate(self.applicant_ids):
            yield applicant_id, self._receipt(index)

    def _receipt(self, index: int) -> dict[str, Any]:
        return {
            "format": "citycompact receipt 2",
            "record": self.records[index],
            "salt": self.salts[index].hex(),
            "path": [list(step) for step in merkle_path(self._levels, index)],
            "applications_root": self.commitment.applications_root,
        }


def commit(city: CityPackage, rulebook: Rulebook, preparation: Preparation) -> Committed:
    """Compute the commitment; the lottery plays no part in it, so it can be made before the draw."""
    ids = preparation.roster.applicants["applicant_id"].to_list()
    records = application_records(city, preparation)
    salted = salts(records, ids)
    seats = canonical_json(seats_record(preparation))
    commitment = Commitment(
        city=city.city_id,
        applications=len(records),
        applications_root=salted_levels(salted, records)[-1][0].hex(),
        seats_sha256=sha256_hex(seats),
        section_sha256=rulebook.section_digest(SECTION),
    )
    return Committed(commitment, ids, records, salted, seats, rulebook.signed_content(SECTION))


def seats_record(preparation: Preparation) -> dict[str, Any]:
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
            "tie_break": preparation.breaks[number].kind,
            "bands": list(preparation.breaks[number].bands),
            "min_score": _shortest(row["min_score"]),
            "open_to": row["open_to"],
            "buckets": buckets[number],
        }
        for number, row in enumerate(programs.iter_rows(named=True))
    }


def read_commitment(path: Path) -> Commitment:
    """Read a published commitment; FactsError where it cannot be one."""
    try:
        return commitment_of(json.loads(path.read_text(encoding="utf-8")), path.name)
    except (OSError, ValueError, RecursionError) as error:
        raise FactsError([_no_commitment(path.name, str(error))]) from None


def commitment_of(content: Any, file: str = "commitment.json") -> Commitment:
    """A commitment as it was published.

    Raises
    ------
    FactsError
        Where it is none, or one of format 1, whose hash of the whole rulebook cannot be held against
        the hash of a section.
    """
    if isinstance(content, dict) and content.get("format") == "citycompact commitment 1":
        raise FactsError(
            [
                Problem(
                    file,
                    "was published by an earlier version, over the whole rulebook instead of its section.",
                    "Finish that round with the version that published it, or commit anew before the draw.",
                )
            ]
        )
    try:
        return Commitment(**content)
    except TypeError as error:
        raise FactsError([_no_commitment(file, str(error))]) from None


def _no_commitment(file: str, reason: str) -> Problem:
    return Problem(file, f"is not a commitment: {reason}.", "Give the commitment.json that was published.")


def differences(published: Commitment, now: Commitment) -> list[Problem]:
    """Say what has changed since a commitment was published; empty where nothing has."""
    meaning = {
        "city": "the city",
        "applications": "the number of applications",
        "applications_root": "an application, or a group or guarantee that depends on the facts,",
        "seats_sha256": "seats, reserves or tie-breaks",
        "section_sha256": "the rules of enrollment, or who has to sign them,",
        "format": "the format",
    }
    return [
        Problem(
            "commitment.json",
            f"{meaning[name]} changed after the commitment was published.",
            "Run the match on the committed facts and rules, or publish a new commitment and a new seed.",
            column=name,
            value=str(value),
        )
        for name, value in asdict(published).items()
        if value != getattr(now, name)
    ]


def _shortest(number: float | None) -> float | None:
    """The same number, an integer where it is one: both are hashed alike, integers much faster."""
    return number if number is None or number % 1 else int(number)
