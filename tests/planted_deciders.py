"""Bugs to plant in the decider of the match, and who catches them: the check, the verifier, or both.

    python tests/planted_deciders.py        write docs/planted-faults.md anew

Each file ``tests/enrollment/planted/test_X.py`` holds the bugs of ``enrollment/X.py`` as data, in ``FAULTS``,
and so does ``tests/compact/planted`` for the compact; the tables of the docs are made of all of them, and a
test compares them.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from citycompact.city import CityPackage
from citycompact.city.demo import build_demo_city
from citycompact.doors import Draw, Result
from citycompact.enrollment import EnrollmentRules, check, decide
from planted_in_compact import Planted as PlantedInCompact
from planting import planting
from proven_rounds import SEED, finish, verifier, with_draw
from small_cities import verified

TESTS = Path(__file__).resolve().parent
WALK = TESTS / "enrollment" / "planted" / "test_every_fault.py"
"""The one test there that holds no bugs itself."""
PAGE = Path(__file__).resolve().parents[1] / "docs" / "planted-faults.md"

Round = tuple[CityPackage, EnrollmentRules, Draw]


@dataclass(frozen=True)
class Planted:
    """A bug, a round in which it shows, and who catches it.

    Parameters
    ----------
    bug
        What the code does instead of what it should.
    file
        Under ``enrollment``, where it is planted.
    plant
        Plants it.
    round
        Facts, rules and draw under which the outcome differs by it.
    check
        Promises that the certificate finds broken; of a bug that it cannot see, none.
    verify
        Whether ``verify.py`` catches it in the auditor's bundle. Of the facts it knows what stands in the
        committed records, as the bug has written them. None: the tables then contradict each other, and no
        round is written at all.
    """

    bug: str
    file: str
    plant: Callable[[pytest.MonkeyPatch], None]
    round: Callable[[], Round]
    check: frozenset[str]
    verify: bool | None


def fault(
    bug: str,
    file: str,
    plant: Callable[[pytest.MonkeyPatch], None],
    round_: Callable[[], Round],
    *check: str,
    verify: bool | None,
) -> Planted:
    """A bug as data."""
    return Planted(bug, file, plant, round_, frozenset(check), verify)


def patched(target: str, make: Callable[[Any], Any]) -> Callable[[pytest.MonkeyPatch], None]:
    """Plant by putting a thing in the place of one in ``citycompact.enrollment``, made from the right one."""
    return planting(f"citycompact.enrollment.{target}", make)


def instead(mechanism: str, make: Callable[[Any], Any]) -> Callable[[pytest.MonkeyPatch], None]:
    """Plant by running another mechanism; made from the right one."""

    def plant(monkeypatch: pytest.MonkeyPatch) -> None:
        from citycompact.enrollment.mechanisms import MECHANISMS

        monkeypatch.setitem(MECHANISMS, mechanism, make(MECHANISMS[mechanism]))

    return plant


def drawn() -> Draw:
    """What was drawn in every city that is no replay."""
    return Draw(SEED)


@cache
def _demo(schools: int, applicants: int, seed: int) -> CityPackage:
    return verified(build_demo_city(schools=schools, applicants=applicants, seed=seed))


def demo(
    rules: dict[str, Any], *, schools: int = 8, applicants: int = 300, seed: int = 3
) -> Callable[[], Round]:
    """A small demo city whose facts are all verified, under these rules."""

    def made() -> Round:
        # A copy, so that no run looks at what another one has prepared.
        return (
            replace(_demo(schools, applicants, seed)),
            EnrollmentRules.model_validate(rules),
            drawn(),
        )

    return made


def of(
    city: Callable[[], CityPackage], rules: dict[str, Any], draw: Draw | None = None
) -> Callable[[], Round]:
    """A city made for the purpose, under these rules."""
    return lambda: (city(), EnrollmentRules.model_validate(rules), draw or drawn())


def is_caught_as_it_says(fault: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decide honestly and with the bug, and compare what the check says of both.

    The bug stays planted while the check runs: nothing that the check uses may be touched by it.
    """
    facts, rules, draw = fault.round()
    honest = decide(facts, rules, draw)
    certificate = check(facts, rules, honest)
    assert certificate.holds, [one for one in certificate.findings if one.promised and not one.holds]
    fault.plant(monkeypatch)
    facts, rules, draw = fault.round()
    wrong = decide(facts, rules, draw)
    assert differs(honest, wrong), "the bug does not show"
    assert check(facts, rules, honest) == certificate, "the check rests on the code in which the bug is"
    found = check(facts, rules, wrong)
    broken = {one.name for one in found.findings if one.promised and not one.holds}
    assert fault.check <= broken, broken
    assert bool(fault.check) == bool(broken), broken
    assert fault.check or fault.verify, "nobody catches it"


def differs(one: Result, other: Result) -> bool:
    """Whether two results say something else."""
    changed = any(not table.equals(other.tables[name]) for name, table in one.tables.items())
    return changed or one.values != other.values


def verifier_objects(fault: Planted, monkeypatch: pytest.MonkeyPatch) -> bool | None:
    """Run a whole round with the bug planted, and the verifier on the auditor's bundle that it wrote.

    The verifier is given the published commitment and, where there was one, the draw. None where no round is
    written, because its public counts do not add up.
    """
    facts, rules, draw = fault.round()
    fault.plant(monkeypatch)
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "round"
        try:
            proven = finish(folder, facts, with_draw(rules), draw.seed, replayed=draw.replayed)
        except ValueError as error:
            if not re.search("do not add up|count more than", str(error)):
                raise
            return None
        drawn = [] if draw.seed is None else ["--seed", draw.seed]
        code, said = verifier("--bundle", proven.audit, "--commitment", proven.commitment, *drawn)
    assert code == 1 or code == (3 if draw.replayed else 0), said
    return code == 1


def every_fault() -> list[Planted]:
    """The bugs of all files of the match, in their order."""
    return _faults_in("enrollment")


def every_fault_in_compact() -> list[PlantedInCompact]:
    """The bugs of all files of the compact."""
    return _faults_in("compact")


def _faults_in(room: str) -> list[Any]:
    found = []
    for path in sorted(set((TESTS / room / "planted").rglob("test_*.py")) - {WALK}):
        spec = importlib.util.spec_from_file_location(f"planted_{room}_{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found += module.FAULTS
    return sorted(found, key=lambda one: (one.file.count("/"), one.file))


VERIFIER_SAYS = {True: "yes", False: "–", None: "no round is written: its public counts do not add up"}

HEAD = """# Planted faults

Somebody may plant a bug in the code that decides, or nobody may have noticed one. Two programs that share
nothing with it look at each match: [`enrollment/check.py`](check.md) recomputes the round from facts, rules
and draw, and tests what is promised; [`verify.py`](proof.md) recomputes the outcome from the committed
records. Each bug below is planted by a test of `tests/enrollment/planted/` in a city where it changes what is
published, and each is caught. This page is written by `python tests/planted_deciders.py`.

Who catches what follows from what each knows. The check sees whether promises are kept, also where a bug
falsified the records themselves (groups, rights, eligibility, facts that nobody verified); a mechanism that
keeps every promise and is yet another one than was agreed on looks the same to it. The verifier sees every
placement, but takes the committed records as true, and does not look at explanations. Of the promises that a
bug breaks the table names those that it is sure to break in that city.

"""

HEAD_OF_COMPACT = """
## The compact

`compact/check.py` recomputes status, flags, colours and targets of every promise from the tables of the
compact. Nobody else recomputes them: progress has no bundle of its own. Each bug below is planted by a test
of `tests/compact/planted/`.

| file of `compact/` | bug | caught by the check |
|---|---|---|
"""


def page() -> str:
    """The page of the docs."""
    rows = [
        "| file of `enrollment/` | bug | caught by the check | caught by `verify.py` |",
        "|---|---|---|---|",
    ]
    for one in every_fault():
        rows.append(f"| `{one.file}` | {one.bug} | {_named(one.check)} | {VERIFIER_SAYS[one.verify]} |")
    of_compact = [f"| `{one.file}` | {one.bug} | {_named(one.check)} |" for one in every_fault_in_compact()]
    return HEAD + "\n".join(rows) + "\n" + HEAD_OF_COMPACT + "\n".join(of_compact) + "\n"


def _named(findings: frozenset[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(findings)) or "–"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
