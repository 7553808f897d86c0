"""One round from facts to a finished folder: decide, commit, certify, explain, write, and only then show."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from citycompact.city import CityPackage
from citycompact.enrollment import EnrollmentRules, certify, decide, explain
from citycompact.facts import FactsError
from citycompact.record.commitment import Commitment, commit, differences
from citycompact.record.publishing import FinishedRound, put_in_place, write_tables
from citycompact.rulebook import Rulebook


def run_round(
    city: CityPackage,
    rulebook: Rulebook,
    rules: EnrollmentRules,
    draw: dict[str, Any],
    signing: dict[str, Any],
    folder: Path,
    *,
    published: Commitment | None = None,
    charts: bool = True,
    progress: Callable[[str], None] = lambda _: None,
) -> FinishedRound:
    """Run a round and write its folder: all of it, or nothing.

    Parameters
    ----------
    draw
        ``seed``, ``source`` and ``replayed``.
    signing
        As :func:`citycompact.rulebook.signing_record` gives it.
    published
        The commitment that was published before the seed; the facts must still be the same.

    Raises
    ------
    FactsError
        Where facts and rules do not fit together, or differ from what was committed to.
    """
    decision = decide(city, rules, draw["seed"], replayed=draw["replayed"], progress=progress)
    progress("committing")
    committed = commit(city, rulebook, decision.preparation)
    if published is not None:
        changed = differences(published, committed.commitment)
        if changed:
            raise FactsError(changed)
    draw = {**draw, "committed_before": published is not None}
    progress("checking the result")
    certificate = certify(decision)
    progress("explaining")
    finished = FinishedRound(decision, certificate, explain(decision), committed, draw, signing)
    progress("writing tables and audit bundles")
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    try:
        record = write_tables(finished, scratch)
        progress("drawing the report" if charts else "writing the report")
        from citycompact.enrollment.report import write_report

        write_report(scratch / "report.html", decision, certificate, record, charts=charts)
        put_in_place(scratch, folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return finished
