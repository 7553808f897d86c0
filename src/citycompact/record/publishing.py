"""Writing a finished round to a folder: all of it, or nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from citycompact.city import CityPackage, package_digests
from citycompact.doors import Certificate, Result
from citycompact.enrollment import ROOM, EnrollmentRules, PublicRound, public_round
from citycompact.facts import sha256_hex
from citycompact.record.bundles import write_bundles
from citycompact.record.commitment import Committed
from citycompact.record.record import record_of
from citycompact.record.results import Results

MATCH = ROOM.decisions[0]
TABLES = ("assignments", "waitlists", "cutoffs", "explanations")
"""Tables of a match that stand in the folder itself; the others are for the auditor."""


@dataclass(frozen=True, eq=False)
class FinishedRound:
    """A match with everything that is published about it.

    ``signing`` says for each section of the rulebook who signed it and which sectors did not;
    ``committed_before`` whether the commitment was published before the draw.
    """

    city: CityPackage
    rules: EnrollmentRules
    result: Result
    certificate: Certificate
    committed: Committed
    results: Results
    signing: Mapping[str, Mapping[str, Any]]
    committed_before: bool = False

    @cached_property
    def public(self) -> PublicRound:
        """Counts of people that the round makes public, and what is shown of them."""
        return public_round(self.city, self.result)

    @property
    def draw(self) -> dict[str, Any]:
        """The draw, and whether the facts were committed to before it."""
        assert self.result.draw is not None
        return {**self.result.draw.plain(), "committed_before": self.committed_before}


def write_tables(finished: FinishedRound, folder: Path) -> dict[str, Any]:
    """Write tables, audit bundles and the record into a new folder; returns the record."""
    folder.mkdir(parents=True)
    result, digests = finished.result, {}
    for name in TABLES:
        result.tables[name].write_csv(folder / f"{name}.csv")
        digests[name] = sha256_hex((folder / f"{name}.csv").read_bytes())
    write_bundles(folder / "audit", finished)
    auditor = folder / "audit" / "auditor"
    places(finished.city).write_csv(auditor / "programs.csv")
    people(finished).write_csv(auditor / "applicants.csv")
    for part in ("public", "auditor"):
        write_manifest(folder / "audit" / part)
    record = record_of(
        ROOM.name,
        MATCH,
        {"id": finished.city.city_id, "name": finished.city.name},
        package_digests(finished.city),
        finished.signing,
        result,
        finished.certificate,
        digests,
        finished.results,
        commitment=json.loads(finished.committed.commitment.to_json()),
    )
    record["draw"] = finished.draw
    (folder / "record.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return record


def places(city: CityPackage) -> pl.DataFrame:
    """Programs with the names that letters, reports and comparisons print."""
    programs = city.programs_with_schools().sort("program_id")
    return programs.select("program_id", "name", "grade", "seats", "school_id", "school_name", "sector")


def people(finished: FinishedRound) -> pl.DataFrame:
    """What a comparison of two rounds needs to know of applicants: grade and true/false facts."""
    applicants = finished.city.table("applicants").sort("applicant_id")
    flags = [name for name, kind in applicants.schema.items() if kind == pl.Boolean]
    return applicants.select("applicant_id", "grade", *flags).join(
        finished.result.tables["lottery"], on="applicant_id", how="left", maintain_order="left"
    )


def write_manifest(folder: Path) -> None:
    """List every file of a bundle with its hash."""
    manifest = {
        path.name: sha256_hex(path.read_bytes())
        for path in sorted(folder.iterdir())
        if path.name != "manifest.json"
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
