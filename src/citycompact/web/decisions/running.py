"""Background jobs of joint decisions: an attempt on frozen facts, and telling those concerned."""

from __future__ import annotations

import json
import logging
import tempfile
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from citycompact.facts import FactsError, Problem
from citycompact.record.commitment import commitment_of
from citycompact.web.decisions.drawing import draw_of
from citycompact.web.decisions.folders import KeptFolder
from citycompact.web.decisions.models import Attempt, JointDecision
from citycompact.web.decisions.steps import ask_the_sectors, kind_of, last_freeze, locked
from citycompact.web.kinds import Kind, Task
from citycompact.web.rulebooks.signing import agreed_on

log = logging.getLogger("citycompact.decisions")
_CORRUPT = "Restore the database from its backup; nothing was decided."


@app.task(name="run_attempt", queue="decisions", retry=RetryStrategy(max_attempts=20, wait=2))
def run_attempt(attempt_id: int) -> None:
    """Decide on frozen facts and keep the result, in one transaction at the end.

    A job that dies before that leaves nothing; run again, it gives the same result, because facts,
    rules and draw are the same.
    """
    attempt = Attempt.objects.select_related("decision", "freeze", "rulebook").get(pk=attempt_id)
    # A job that is delivered twice waits here for the other one's row, and finds that it is done.
    begun = _unfinished(attempt).update(state=Attempt.State.RUNNING, error="", heartbeat=timezone.now())
    if not begun:
        return
    kind = kind_of(attempt.decision)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            done = kind.run(kind.room, kind.decision, _task(kind, attempt, Path(scratch)))
            _progress(attempt, "keeping the result")
            _keep(kind, attempt, done, Path(scratch) / "result")
    except FactsError as error:
        _fail(attempt, str(error))
    except (OperationalError, InterfaceError):
        # The database went away: the same job comes again.
        raise
    except Exception as error:
        # A fault of a room's program is the same at the next try; people see that it failed, the log where.
        log.error("run failed", exc_info=error)
        _fail(attempt, _("The program failed, and nothing was decided. Its log names the place."))


def _unfinished(attempt: Attempt) -> QuerySet[Attempt]:
    return Attempt.objects.filter(pk=attempt.pk, state__in=(Attempt.State.WAITING, Attempt.State.RUNNING))


def _progress(attempt: Attempt, step: str) -> None:
    _unfinished(attempt).update(step=step, heartbeat=timezone.now())


def _fail(attempt: Attempt, error: str) -> None:
    _unfinished(attempt).update(state=Attempt.State.FAILED, error=error, finished_at=timezone.now())


def _task(kind: Kind, attempt: Attempt, scratch: Path) -> Task:
    """What an attempt decides on; of a correction the commitment says that it is later than the draw."""
    fixed = attempt.freeze.commitment if attempt.official else None
    published = None if fixed is None else commitment_of(fixed)
    return Task(
        facts=KeptFolder.unpack(attempt.freeze.facts, scratch / "facts"),
        agreed=lambda facts: agreed_on(kind.decision, attempt.rulebook, facts),
        draw=draw_of(attempt) if kind.decision.drawn else None,
        published=published if published and published["at"] else None,
        folder=scratch / "result",
        progress=lambda step: _progress(attempt, step),
    )


@transaction.atomic
def _keep(kind: Kind, attempt: Attempt, done: Any, folder: Path) -> None:
    """Store files and rows; all of it becomes visible at once, or nothing."""
    decision = locked(attempt.decision)
    held = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    if held.state in (Attempt.State.DONE, Attempt.State.FAILED):
        return
    frozen = last_freeze(decision)
    if held.official and (frozen is None or frozen.pk != held.freeze_id):
        _fail(held, _("The decision was withdrawn meanwhile."))
        return
    kind.keep(held, done, folder)
    KeptFolder.keep(held.folder, folder)
    held.record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    if held.official and held.record.get("commitment") != held.freeze.commitment:
        raise FactsError([Problem("facts", _("are not those of the published commitment."), _CORRUPT)])
    held.state, held.step, held.finished_at = Attempt.State.DONE, "", timezone.now()
    held.save()
    if held.official:
        ask_the_sectors(decision, held)


@app.task(name="tell_of_publication", queue="messages", retry=RetryStrategy(max_attempts=8, wait=10))
def tell_of_publication(decision_id: int) -> None:
    """Write to those whom a publication concerns; nobody is told twice, however often this runs."""
    decision = JointDecision.objects.select_related("status__published").get(pk=decision_id)
    if decision.status.published is not None:
        kind_of(decision).tell(decision)
