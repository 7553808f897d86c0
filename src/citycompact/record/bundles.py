"""The two bundles: the public one for everybody, the auditor's with every pseudonymous record."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from citycompact.doors import Result
from citycompact.facts import canonical_json
from citycompact.record import verify

if TYPE_CHECKING:
    from citycompact.record.publishing import FinishedRound


def write_bundles(folder: Path, finished: FinishedRound) -> None:
    """Write ``public/``, ``auditor/`` and ``verify.py`` into a folder beside the tables of the round."""
    public, auditor = folder / "public", folder / "auditor"
    public.mkdir(parents=True, exist_ok=True)
    auditor.mkdir(exist_ok=True)
    shutil.copyfile(Path(verify.__file__), folder / "verify.py")
    committed, result, results = finished.committed, finished.result, finished.results
    (public / "commitment.json").write_text(committed.commitment.to_json(), encoding="utf-8")
    (public / "rulebook.json").write_bytes(canonical_json(committed.section) + b"\n")
    (public / "seats.json").write_bytes(committed.seats + b"\n")
    _write_json(public / "draw.json", finished.draw)
    _write_json(public / "results.json", results.public())
    shown = finished.public.shown
    shown["counts"].drop("sector", "grade").write_csv(public / "counts.csv")
    shown["cutoffs"].write_csv(public / "cutoffs.csv")

    _write_lines(auditor / "applications.txt", committed.salts, committed.records)
    _write_lines(auditor / "results.txt", results.salts, results.leaves)
    for name in ("assignments", "waitlists", "cutoffs"):
        shutil.copyfile(folder.parent / f"{name}.csv", auditor / f"{name}.csv")
    _write_json(auditor / "siblings.json", siblings_state(result))
    _write_json(auditor / "certificate.json", [asdict(item) for item in finished.certificate.findings])


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _write_lines(path: Path, salts: list[bytes], texts: list[str]) -> None:
    """A salt and what it salts on each line."""
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{salt.hex()} {text}\n" for salt, text in zip(salts, texts, strict=True))


def siblings_state(result: Result) -> dict[str, Any]:
    """How the sibling rules settled, and which choices they touched, by applicant."""
    settled = result.values["siblings"]

    def named(effect: str) -> dict[str, list[str]]:
        touched = result.tables["siblings"].filter(pl.col("effect") == effect)
        return dict(touched.group_by("applicant_id", maintain_order=True).agg("program_id").iter_rows())

    return {
        "rounds": settled["rounds"],
        "fixed_point": settled["fixed_point"],
        "sibling_placed": named("sibling_placed"),
        "closed": named("closed"),
    }
