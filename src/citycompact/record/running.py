"""One round from facts to a finished folder: decide, commit, check, write, and only then show."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from citycompact.city import CityPackage
from citycompact.doors import Draw
from citycompact.enrollment import ROOM, EnrollmentRules, check, decide, prepare
from citycompact.facts import FactsError
from citycompact.record.commitment import Commitment, commit, differences
from citycompact.record.placing import put_in_place, refuse_to_replace
from citycompact.record.publishing import MATCH, FinishedRound, write_tables
from citycompact.record.results import results_of
from citycompact.rulebook import Rulebook


def run_round(
    city: CityPackage,
    rulebook: Rulebook,
    rules: EnrollmentRules,
    draw: Draw,
    signing: Mapping[str, Mapping[str, Any]],
    folder: Path,
    *,
    published: Commitment | None = None,
    charts: bool = True,
    overwrite: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> FinishedRound:
    """Run a round and write its folder: all of it, or nothing.

    Parameters
    ----------
    signing
        For each section of the rulebook, as :func:`citycompact.rulebook.signing_record` gives it.
    published
        The commitment that was published before the seed; the facts must still be the same.

    Raises
    ------
    FactsError
        Where facts and rules do not fit together, or differ from what was committed to, or the folder
        already holds something (:func:`citycompact.record.placing.refuse_to_replace`).
    """
    refuse_to_replace(folder, ROOM.name, overwrite=overwrite)
    progress("preparing the market")
    preparation = prepare(city, rules, draw.seed, replayed=draw.replayed)
    # Before anything is decided: facts that are not those of the commitment must not meet its draw.
    progress("committing")
    committed = commit(city, rulebook, preparation)
    if published is not None:
        changed = differences(published, committed.commitment)
        if changed:
            raise FactsError(changed)
    result = decide(city, rules, draw, progress=progress)
    progress("checking the result")
    certificate = check(city, rules, result)
    results = results_of(result, MATCH.who, MATCH.receipt_tables)
    finished = FinishedRound(
        city, rules, result, certificate, committed, results, signing, committed_before=published is not None
    )
    progress("writing tables and audit bundles")
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    try:
        record = write_tables(finished, scratch)
        progress("drawing the report" if charts else "writing the report")
        from citycompact.enrollment.report import write_report

        write_report(
            scratch / "report.html", city, rules, result, certificate, finished.public, record, charts=charts
        )
        put_in_place(scratch, folder, ROOM.name, overwrite=overwrite)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return finished
