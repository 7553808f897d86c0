"""Background jobs of a round: the match itself, and telling families."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone, translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from citycompact.city import read_city
from citycompact.doors import Draw
from citycompact.enrollment import with_names
from citycompact.facts import FactsError
from citycompact.record.commitment import commitment_of
from citycompact.record.match.publishing import FinishedRound
from citycompact.record.match.running import run_round
from citycompact.web.decisions.folders import KeptFolder
from citycompact.web.enrollment.models import Guardian, Outcome, Round, Run
from citycompact.web.enrollment.round_steps import facts_name, result_name


@app.task(name="run_match", queue="match", retry=RetryStrategy(max_attempts=20, wait=2))
def run_match(run_id: int) -> None:
    """Run the match of a round on its frozen facts and keep the result, in one transaction at the end.

    A job that dies before that leaves nothing; run again, it gives the same result, because facts,
    rulebook and seed are the same.
    """
    run = Run.objects.select_related("round", "rulebook").get(pk=run_id)
    if run.state in (Run.State.DONE, Run.State.FAILED):
        return
    Run.objects.filter(pk=run_id).update(state=Run.State.RUNNING, error="", heartbeat=timezone.now())

    def progress(step: str) -> None:
        Run.objects.filter(pk=run_id).update(step=step, heartbeat=timezone.now())

    try:
        with tempfile.TemporaryDirectory() as scratch:
            finished = _match(run, Path(scratch), progress)
            progress("keeping the result")
            _keep(run, finished, Path(scratch) / "round")
    except FactsError as error:
        Run.objects.filter(pk=run_id).update(
            state=Run.State.FAILED, error=str(error), finished_at=timezone.now()
        )


def _match(run: Run, scratch: Path, progress: Callable[[str], None]) -> FinishedRound:
    city = read_city(KeptFolder.unpack(facts_name(run.round), scratch / "city"))
    published = commitment_of(run.round.commitment) if run.official and run.round.commitment else None
    draw = Draw(run.seed, run.seed_source)
    return run_round(
        city,
        run.rulebook.agreed(city),
        draw,
        scratch / "round",
        published=published,
        progress=progress,
    )


@transaction.atomic
def _keep(run: Run, finished: FinishedRound, folder: Path) -> None:
    """Store files and outcomes; all of it becomes visible at once, or nothing."""
    locked = Run.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if locked.state == Run.State.DONE:
        return
    Outcome.objects.filter(run=run).delete()
    _copy_outcomes(run, finished)
    KeptFolder.keep(result_name(run), folder)
    locked.record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    locked.state, locked.step, locked.finished_at = Run.State.DONE, "", timezone.now()
    locked.save()


def _copy_outcomes(run: Run, finished: FinishedRound) -> None:
    tables = finished.result.tables
    programs = finished.city.programs_with_schools()
    missed = with_names(tables["explanations"], programs)
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in missed.iter_rows(named=True):
        rows.setdefault(row["applicant_id"], []).append(row)
    receipts = _receipts(finished)
    table = with_names(tables["assignments"], programs).join(
        tables["lottery"], on="applicant_id", how="left", maintain_order="left"
    )
    columns = ("applicant_id", "program_id", "program_name", "choice_rank", "lottery_number", "lottery_place")
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(
            "copy enrollment_outcome (run_id, child_id, program_id, program_name, choice_rank, "
            "lottery_number, lottery_place, missed, receipt) from stdin"
        ) as copy,
    ):
        for values in table.select(columns).iter_rows():
            missed_here, receipt = rows.get(values[0], []), receipts[values[0]]
            copy.write_row((run.pk, *values, json.dumps(missed_here), json.dumps(receipt)))


def _receipts(finished: FinishedRound) -> dict[str, dict[str, Any]]:
    """Every family's two receipts: that its application was counted, and what was published to it."""
    from citycompact.record.match.bundles import siblings_state

    state = siblings_state(finished.result)
    results = dict(finished.results.receipts())
    return {
        applicant: {
            **receipt,
            "sibling_placed": state["sibling_placed"].get(applicant, []),
            "closed": state["closed"].get(applicant, []),
            **results[applicant],
        }
        for applicant, receipt in finished.committed.receipts()
    }


@app.task(name="tell_families", queue="messages", retry=RetryStrategy(max_attempts=8, wait=10))
def tell_families(round_id: str) -> None:
    """Write every family that its results are there; nobody is told twice, however often this runs."""
    from citycompact.web.enrollment.letters import results_message

    round_ = Round.objects.select_related("published_run").get(pk=round_id)
    guardians = Guardian.objects.filter(
        user__isnull=False, child__outcomes__run=round_.published_run
    ).select_related("user", "child")
    for guardian in guardians.iterator(chunk_size=500):
        assert guardian.user is not None
        with transaction.atomic(), translation.override(guardian.user.language):
            results_message(round_, guardian)
