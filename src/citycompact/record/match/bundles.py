"""The two bundles: the public one for everybody, the auditor's with every pseudonymous record."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from citycompact.doors import Result
from citycompact.enrollment import SECTION
from citycompact.facts import canonical_json
from citycompact.record.commitment import commitment_text
from citycompact.record.in_folder import APPROVALS
from citycompact.record.results import salted_lines
from citycompact.record.written import plain_text

if TYPE_CHECKING:
    from citycompact.record.match.publishing import FinishedRound


def write_bundles(folder: Path, finished: FinishedRound) -> None:
    """Write ``public/`` and ``auditor/`` into ``audit/`` beside the tables of the round."""
    audit = folder / "audit"
    public, auditor = audit / "public", audit / "auditor"
    public.mkdir(parents=True, exist_ok=True)
    auditor.mkdir(exist_ok=True)
    committed, result = finished.committed, finished.result
    assert result.draw is not None
    _write(public / "commitment.json", commitment_text(committed.commitment))
    _write(public / "rulebook.json", _line(canonical_json(dict(committed.sections[SECTION]))))
    _write(public / "signatures.json", plain_text(finished.written.agreed["signatures"]))
    _write(public / "seats.json", _line(committed.public["seats"]))
    _write(public / "draw.json", plain_text(result.draw.plain()))
    _write(public / "results.json", plain_text(finished.results.public()))
    if (folder / APPROVALS).exists():
        shutil.copyfile(folder / APPROVALS, public / APPROVALS)
    shown = finished.public.shown
    shown["counts"].drop("sector", "grade").write_csv(public / "counts.csv")
    shown["cutoffs"].write_csv(public / "cutoffs.csv")

    with open(auditor / "applications.txt", "w", encoding="utf-8", newline="\n") as file:
        # Line by line: all of them as one text would be as large as everything else that is known.
        file.writelines(salted_lines(committed.salts, committed.fixed.records))
    for name in ("assignments.csv", "waitlists.csv", "cutoffs.csv", "certificate.json", "results.txt"):
        shutil.copyfile(folder / name, auditor / name)
    _write(auditor / "siblings.json", plain_text(siblings_state(result)))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _line(content: bytes) -> str:
    return content.decode() + "\n"


def siblings_state(result: Result) -> dict[str, Any]:
    """How the sibling rules settled, and which choices they touched, by applicant."""
    settled = result.values["siblings"]

    def named(effect: str) -> dict[str, list[str]]:
        touched = result.tables["siblings"].filter(pl.col("effect") == effect)
        return dict(touched.group_by("applicant_id", maintain_order=True).agg("program_id").iter_rows())

    return {
        "rounds": settled["rounds"],
        "fixed_point": settled["fixed_point"],
        "restart": settled["restart"],
        "sibling_placed": named("sibling_placed"),
        "closed": named("closed"),
        "sibling_uncounted": named("sibling_uncounted"),
    }
