"""Writing a finished round to a folder: all of it, or nothing."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from citycompact import __version__
from citycompact.city import package_digests
from citycompact.enrollment import Certificate, Decision
from citycompact.facts import sha256_hex
from citycompact.record.bundles import write_bundles
from citycompact.record.commitment import Committed

TABLES = ("assignments", "waitlists", "cutoffs", "explanations")


@dataclass(frozen=True, eq=False)
class FinishedRound:
    """A decision with everything that is published about it.

    ``draw`` says where the seed comes from; ``signing`` says of each section that the decision rests
    on who signed it and which sectors did not.
    """

    decision: Decision
    certificate: Certificate
    explanations: pl.DataFrame
    committed: Committed
    draw: dict[str, Any]
    signing: dict[str, Any]


def record_of(finished: FinishedRound, decision_digests: dict[str, str]) -> dict[str, Any]:
    """The content of ``record.json``: everything needed to recompute the decision, as hashes.

    Holds no time and no name of a machine, so that the same decision has the same record.
    """
    decision, run = finished.decision, finished.decision.run
    return {
        "format": "citycompact record 1",
        "software": f"citycompact {__version__}",
        "city": {"id": decision.city.city_id, "name": decision.city.name},
        "mechanism": decision.rules.mechanism.name,
        "facts_sha256": package_digests(decision.city),
        "sections": finished.signing,
        "draw": finished.draw,
        "commitment": json.loads(finished.committed.commitment.to_json()),
        "decision_sha256": decision_digests,
        "siblings": {
            "rounds": run.rounds,
            "fixed_point": run.fixed_point,
            "kept_together": len(run.families),
        },
        "proposals": run.assignment.proposals,
        "certificate": {
            "holds": finished.certificate.holds,
            "findings": {
                finding.name: {"promised": finding.promised, "violations": finding.violations}
                for finding in finished.certificate.findings
            },
        },
    }


def write_tables(finished: FinishedRound, folder: Path) -> dict[str, Any]:
    """Write tables, audit bundles and the record into a new folder; returns the record."""
    folder.mkdir(parents=True)
    digests = {}
    for name in TABLES:
        table = finished.explanations if name == "explanations" else getattr(finished.decision, name)
        table.write_csv(folder / f"{name}.csv")
        digests[name] = sha256_hex((folder / f"{name}.csv").read_bytes())
    write_bundles(
        folder / "audit", finished.decision, finished.committed, finished.certificate, finished.draw
    )
    places(finished.decision).write_csv(folder / "audit" / "auditor" / "programs.csv")
    people(finished.decision).write_csv(folder / "audit" / "auditor" / "applicants.csv")
    for part in ("public", "auditor"):
        write_manifest(folder / "audit" / part)
    record = record_of(finished, digests)
    (folder / "record.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return record


def places(decision: Decision) -> pl.DataFrame:
    """Programs with the names that letters, reports and comparisons print."""
    programs = decision.preparation.roster.programs
    return programs.select("program_id", "name", "grade", "seats", "school_id", "school_name", "sector")


def people(decision: Decision) -> pl.DataFrame:
    """What a comparison of two rounds needs to know of applicants: grade and true/false facts."""
    roster, chance = decision.preparation.roster, decision.preparation.chance
    flags = [name for name, kind in roster.applicants.schema.items() if kind == pl.Boolean]
    return roster.applicants.select("applicant_id", "grade", *flags).with_columns(
        pl.Series("lottery_number", chance.numbers(), dtype=pl.String),
        pl.Series("lottery_place", chance.order + 1),
    )


def write_manifest(folder: Path) -> None:
    """List every file of a bundle with its hash."""
    manifest = {
        path.name: sha256_hex(path.read_bytes())
        for path in sorted(folder.iterdir())
        if path.name != "manifest.json"
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def put_in_place(scratch: Path, out: Path) -> None:
    """Move a finished folder to its name in one step, so that a result is never half there."""
    if out.exists():
        old = out.with_name(f".{out.name}.{os.getpid()}.old")
        out.rename(old)
        scratch.rename(out)
        shutil.rmtree(old)
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        scratch.rename(out)
