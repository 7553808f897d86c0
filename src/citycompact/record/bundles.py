"""The two bundles: the public one for everybody, the auditor's with every pseudonymous record."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from citycompact.enrollment import Certificate, Decision
from citycompact.enrollment.market import Bool
from citycompact.enrollment.public_tables import public_tables
from citycompact.facts import canonical_json
from citycompact.privacy import publish
from citycompact.record import verify
from citycompact.record.commitment import Committed


def write_bundles(
    folder: Path, decision: Decision, committed: Committed, certificate: Certificate, draw: dict[str, Any]
) -> None:
    """Write ``public/``, ``auditor/`` and ``verify.py`` into a folder.

    ``draw`` holds the seed and where it comes from (and in a replay says so).
    """
    public, auditor = folder / "public", folder / "auditor"
    public.mkdir(parents=True, exist_ok=True)
    auditor.mkdir(exist_ok=True)
    shutil.copyfile(Path(verify.__file__), folder / "verify.py")
    (public / "commitment.json").write_text(committed.commitment.to_json(), encoding="utf-8")
    (public / "rulebook.json").write_bytes(canonical_json(committed.rulebook) + b"\n")
    (public / "seats.json").write_bytes(canonical_json(committed.seats) + b"\n")
    (public / "draw.json").write_text(json.dumps(draw, indent=2) + "\n", encoding="utf-8")
    programs = decision.preparation.roster.programs.select("program_id", "seats")
    shown = publish(
        *public_tables(
            programs,
            decision.city.table("choices"),
            decision.assignments,
            decision.waitlists,
            decision.cutoffs,
        )
    )
    for name in ("counts", "cutoffs"):
        shown[name].write_csv(public / f"{name}.csv")

    with open(auditor / "applications.txt", "w", encoding="utf-8", newline="\n") as file:
        file.writelines(
            f"{salt.hex()} {record}\n"
            for salt, record in zip(committed.salts, committed.records, strict=True)
        )
    decision.assignments.write_csv(auditor / "assignments.csv")
    decision.waitlists.write_csv(auditor / "waitlists.csv")
    decision.cutoffs.write_csv(auditor / "cutoffs.csv")
    state = siblings_state(decision)
    (auditor / "siblings.json").write_text(json.dumps(state, indent=2) + "\n", encoding="utf-8")
    findings = [asdict(finding) for finding in certificate.findings]
    (auditor / "certificate.json").write_text(json.dumps(findings, indent=2) + "\n", encoding="utf-8")


def siblings_state(decision: Decision) -> dict[str, Any]:
    """How the sibling rules settled, and which choices they touched, by applicant."""
    run, pairs, roster = decision.run, decision.preparation.pairs, decision.preparation.roster
    applicants, programs = roster.applicants["applicant_id"], roster.programs["program_id"]

    def named(mask: Bool) -> dict[str, list[str]]:
        chosen = np.flatnonzero(mask & (pairs.rank > 0))
        who, where = applicants.gather(pairs.applicant[chosen]), programs.gather(pairs.program[chosen])
        found: dict[str, list[str]] = {}
        for applicant, program in zip(who.to_list(), where.to_list(), strict=True):
            found.setdefault(applicant, []).append(program)
        return found

    return {
        "rounds": run.rounds,
        "fixed_point": run.fixed_point,
        "sibling_placed": named(run.sibling_offered),
        "closed": named(~run.active),
    }
