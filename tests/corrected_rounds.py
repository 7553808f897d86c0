"""Corrections of finished rounds for tests of the proof: a round, and what corrects it after its draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from citycompact.city import CityPackage
from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules
from citycompact.record.agreed import Agreed
from citycompact.record.approvals import sign_approval
from citycompact.record.commitment import Committed, commit, commitment_sha256, commitment_text
from citycompact.record.correction import correction_of
from citycompact.record.match.publishing import MATCH
from citycompact.record.match.running import run_round
from citycompact.rulebook.demo import demo_key
from proven_rounds import AT, SEED, SOURCE, Proven, agree, all_verified, verifier

AFTER = "2027-02-16T08:00"
"""A time after the draw of :mod:`proven_rounds`."""


@dataclass(frozen=True)
class Round(Proven):
    """A finished round with all that it committed to, and which sectors approved it where it corrects one."""

    committed: Committed
    city: CityPackage
    agreed: Agreed

    def verified(self, *words: object, corrected: tuple[Path, ...] = ()) -> tuple[int, str]:
        """The verifier with everything from outside, and with the commitments that are corrected."""
        more = [word for path in corrected for word in ("--corrected", path)]
        given = ("--commitment", self.commitment, "--seed", self.seed)
        return verifier("--bundle", self.audit, *given, *more, *words)


def decided(
    folder: Path,
    city: CityPackage,
    rules: EnrollmentRules,
    earlier: Round | None = None,
    *,
    at: str | None = None,
    seed: str = SEED,
    approved: bool = False,
    forge: Callable[[Committed], Committed] = lambda committed: committed,
) -> Round:
    """Commit, or correct an earlier round, and decide.

    Parameters
    ----------
    forge
        What somebody does to the commitment before it is published and everything is made to fit it.
    """
    city, agreed = agree(all_verified(city), rules)
    moment = at or (AT if earlier is None else AFTER)
    committed = commit(MATCH, city, agreed, at=moment)
    assert committed is not None
    if earlier is not None:
        committed = correction_of(earlier.committed, committed, SEED)
    committed = forge(committed)
    digest = commitment_sha256(committed.commitment)
    approvals = [sign_approval(digest, demo_key(sector), sector) for sector in city.sectors]
    run_round(
        city,
        agreed,
        Draw(seed, SOURCE),
        folder,
        published=committed.commitment,
        approvals=approvals if approved else (),
        charts=False,
    )
    path = folder.with_name(f"{folder.name}-commitment.json")
    path.write_text(commitment_text(committed.commitment), encoding="utf-8")
    return Round(folder, path, seed, committed, city, agreed)
