"""One round from facts to a finished folder: decide, commit, check, write, and only then show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from citycompact.city import CityPackage
from citycompact.doors import Draw
from citycompact.enrollment import ROOM, decide, prepare
from citycompact.record.agreed import Agreed
from citycompact.record.approvals import Approval
from citycompact.record.commitment import Commitment, keep
from citycompact.record.drawing import under
from citycompact.record.in_folder import seal, write_approvals, write_contents
from citycompact.record.match.publishing import MATCH, RECORD_COPIES, FinishedRound, write_audit
from citycompact.record.placing import finished


def run_round(
    city: CityPackage,
    agreed: Agreed,
    draw: Draw,
    folder: Path,
    *,
    published: Commitment | None = None,
    approvals: Sequence[Approval] = (),
    charts: bool = True,
    overwrite: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> FinishedRound:
    """Run a round and write its folder: all of it, or nothing.

    The folder is that of any decision (:mod:`~citycompact.record.in_folder`), and in it ``report.html``
    and ``audit/``, with which a stranger recomputes the round (:mod:`~citycompact.record.match.publishing`).

    Parameters
    ----------
    published
        The commitment that was published before the seed, or of a correction after it; the facts must still
        be the same.
    approvals
        Of a correction, as in :func:`citycompact.record.in_folder.decide_into`.

    Raises
    ------
    FactsError
        Where facts and rules do not fit together, or differ from what was committed to, or the folder
        already holds something (:func:`citycompact.record.placing.refuse_to_replace`).
    """
    draw = under(draw, published)
    with finished(folder, ROOM.name, overwrite=overwrite) as scratch, ThreadPoolExecutor(1) as aside:
        # Hashing takes hardly any lock, so the match need not wait for it.
        hashed = aside.submit(MATCH.digests, city)
        progress("preparing the market")
        prepare(city, agreed.rules, draw.seed, draw.replayed)
        committing = aside.submit(keep, MATCH, city, agreed, draw, published)
        if published is not None:
            # Nothing is decided on facts that are not those of the commitment.
            progress("committing")
            committing.result()
        result = decide(city, agreed.rules, draw, progress=progress)
        progress("checking the result, writing its tables")
        hashed.result()
        committed = committing.result()
        assert committed is not None
        written, certificate = write_contents(scratch, ROOM, MATCH, city, agreed, result, committed)
        done = FinishedRound(city, agreed, committed, written, certificate)
        progress("writing audit bundles")
        write_approvals(scratch, approvals)
        write_audit(scratch, done)
        progress("drawing the report" if charts else "writing the report")
        from citycompact.enrollment.report import write_report

        write_report(
            scratch / "report.html",
            city,
            agreed.rules,
            result,
            certificate,
            done.public,
            written.record,
            charts=charts,
        )
        sealed = seal(scratch, written, RECORD_COPIES)
    return replace(done, written=sealed)
