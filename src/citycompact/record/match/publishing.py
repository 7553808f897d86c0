"""What a finished round publishes beside its result: bundles that let a stranger recompute it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Certificate, Result
from citycompact.enrollment import ROOM, PublicRound, public_round
from citycompact.record import verify
from citycompact.record.agreed import Agreed
from citycompact.record.checked_folder import Beside
from citycompact.record.commitment import Committed
from citycompact.record.match.bundles import write_bundles
from citycompact.record.results import Results
from citycompact.record.written import Written

MATCH = ROOM.decisions[0]
VERIFIER = "audit/verify.py"
RECORD_COPIES = ("audit/public/record.json",)
"""Where the record of a round lies again, for those who have its bundles only."""


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
    """Write ``audit/`` into the folder of a round, beside the tables of its result, but for the record."""
    _write_what_follows(folder, finished)
    shutil.copyfile(Path(verify.__file__), folder / VERIFIER)


def _write_what_follows(folder: Path, finished: FinishedRound) -> None:
    write_bundles(folder, finished)
    auditor = folder / "audit" / "auditor"
    named_programs(finished.city).write_csv(auditor / "programs.csv")
    people(finished).write_csv(auditor / "applicants.csv")


def _audit_anew(
    folder: Path,
    city: CityPackage,
    agreed: Agreed,
    committed: Committed | None,
    written: Written,
    certificate: Certificate,
) -> None:
    """Write the bundles of a round that is checked
    (:func:`citycompact.record.checked_folder.check_folder`)."""
    assert committed is not None
    _write_what_follows(folder, FinishedRound(city, agreed, committed, written, certificate))


BESIDE = Beside(_audit_anew, RECORD_COPIES, attested=(VERIFIER, "report.html"))
"""What lies in a round's folder beside its tables. The verifier is the one of whoever decided."""


def named_programs(city: CityPackage) -> pl.DataFrame:
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
