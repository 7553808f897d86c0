"""Finished rounds for tests of the proof: a city, rules that both sectors signed, a commitment, and a
draw."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from citycompact.city import CityPackage
from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules
from citycompact.record import verify
from citycompact.record.agreed import Agreed
from citycompact.record.commitment import commit, commitment_text
from citycompact.record.match.publishing import MATCH
from citycompact.record.match.running import run_round
from citycompact.rulebook import parse_rulebook, sign
from citycompact.rulebook.demo import demo_key, with_demo_signers
from small_cities import verified

DRAW = {
    "kind": "numbers",
    "event": "State lottery, evening of 15 February 2027",
    "at": "2027-02-15T19:00:00",
    "count": 6,
    "lowest": 1,
    "highest": 60,
}
SEED = "07 12 33 41 05 60"
AT = "2027-02-13T09:00"
SOURCE = "the state lottery's page, seen by both sectors"


@dataclass(frozen=True)
class Proven:
    """A finished round and what was published of it before: the commitment and the draw."""

    folder: Path
    commitment: Path
    seed: str | None

    @property
    def audit(self) -> Path:
        return self.folder / "audit"

    def verify(self, *words: object, bundle: Path | None = None) -> tuple[int, str]:
        """The verifier with everything from outside."""
        given = ["--commitment", self.commitment, "--seed", self.seed]
        return verifier("--bundle", bundle or self.audit, *given, *words)


def verifier(*words: object) -> tuple[int, str]:
    """Exit code and text of the verifier, run in this process, since tests call it hundreds of times."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            code = verify.main([str(word) for word in words])
        except SystemExit as left:
            code = left.code
    return code, said.getvalue()


def rules(**content: Any) -> EnrollmentRules:
    """Rules with a draw."""
    return EnrollmentRules.model_validate({"draw": DRAW, **content})


def with_draw(agreed: EnrollmentRules, **more: Any) -> EnrollmentRules:
    """The same rules with a draw, and more."""
    return rules(**{**agreed.model_dump(mode="json", exclude_unset=True), **more})


def all_verified(city: CityPackage) -> CityPackage:
    """The city with every fact verified, unless it says itself what is."""
    return city if city.table("verifications").height else verified(city)


def agree(city: CityPackage, agreed: EnrollmentRules) -> tuple[CityPackage, Agreed]:
    """The city with signers, and the rules that all of them signed."""
    city = with_demo_signers(city)
    header = f'[rulebook]\nname = "R"\nversion = "1"\ncity = "{city.city_id}"\n'
    text = header + f"signing_sectors = {list(city.sectors)!r}\n"
    content = agreed.model_dump(mode="json", exclude_unset=True)
    book = replace(parse_rulebook(text, "r.toml", frozenset()), content={"enrollment": content})
    signatures = [sign(book, "enrollment", demo_key(s.sector), s.sector, s.name) for s in city.signers]
    return city, Agreed.of(MATCH, agreed, book, signatures, city)


def finish(
    folder: Path,
    city: CityPackage,
    agreed: EnrollmentRules,
    seed: str | None = SEED,
    *,
    at: str = AT,
    replayed: bool = False,
    round_id: str = "",
    clock_moved: bool = False,
) -> Proven:
    """Commit, draw, decide and write; ``at`` is empty where no commitment is published before the draw."""
    city, signed = agree(all_verified(city), agreed)
    draw = Draw(seed, SOURCE, replayed, round=round_id, clock_moved=clock_moved)
    published = write_round(folder, city, signed, draw, at)
    path = folder.with_name(f"{folder.name}-commitment.json")
    path.write_text(published, encoding="utf-8")
    return Proven(folder, path, seed)


def write_round(folder: Path, city: CityPackage, signed: Agreed, draw: Draw, at: str) -> str:
    """Write the folder of a round; returns the commitment as it was published."""
    committed = commit(MATCH, city, signed, draw, at=at)
    assert committed is not None
    published = committed.commitment if at else None
    run_round(city, signed, draw, folder, published=published, charts=False)
    return commitment_text(committed.commitment)
