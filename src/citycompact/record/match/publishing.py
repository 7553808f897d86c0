"""What a finished round publishes beside its result: bundles that let a stranger recompute it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Certificate, Result
from citycompact.enrollment import ROOM, PublicRound, public_round
from citycompact.facts import file_sha256
from citycompact.record.agreed import Agreed
from citycompact.record.commitment import Committed
from citycompact.record.match.bundles import write_bundles
from citycompact.record.results import Results
from citycompact.record.written import Written

MATCH = ROOM.decisions[0]


@dataclass(frozen=True, eq=False)
class FinishedRound:
    """A match with everything that is published about it."""

    city: CityPackage
    agreed: Agreed
    committed: Committed
    written: Written
    certificate: Certificate

    @property
    def result(self) -> Result:
        """The match."""
        return self.written.result

    @property
    def results(self) -> Results:
        """Everybody's leaf of the results root."""
        assert self.written.results is not None
        return self.written.results

    @cached_property
    def public(self) -> PublicRound:
        """Counts of people that the round makes public, and what is shown of them."""
        return public_round(self.city, self.result)


def write_audit(folder: Path, finished: FinishedRound) -> None:
    """Write ``audit/`` into the folder of a round, beside the tables of its result, but for the manifests."""
    write_bundles(folder, finished)
    auditor = folder / "audit" / "auditor"
    places(finished.city).write_csv(auditor / "programs.csv")
    people(finished).write_csv(auditor / "applicants.csv")


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


def write_manifests(audit: Path) -> None:
    """List every file of each bundle with its hash."""
    for part in ("public", "auditor"):
        bundle = audit / part
        manifest = {
            path.name: file_sha256(path) for path in sorted(bundle.iterdir()) if path.name != "manifest.json"
        }
        (bundle / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
