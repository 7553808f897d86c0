"""Bugs to plant in the decider of the compact's progress, and which findings of its check show them.

Each file ``tests/compact/planted/test_X.py`` holds the bugs of ``compact/X.py`` as data, in ``FAULTS``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from citycompact.compact import CompactFacts, ProgressRules, check, decide
from planting import planting
from small_compacts import DAY

ROOM = "citycompact.compact"


@dataclass(frozen=True)
class Planted:
    """A bug, facts in which it shows, and the findings of the check that show it."""

    bug: str
    file: str
    plant: Callable[[pytest.MonkeyPatch], None]
    facts: CompactFacts
    check: frozenset[str]


def fault(
    bug: str, file: str, target: str, make: Callable[[Any], Any], facts: CompactFacts, *check: str
) -> Planted:
    """A bug as data: what is put in the place of what, on the day of the facts of tests."""
    return Planted(bug, file, planting(f"{ROOM}.{target}", make), replace(facts, as_of=DAY), frozenset(check))


def is_caught_as_it_says(fault: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decide honestly and with the bug; the bug stays planted while the check runs."""
    rules = ProgressRules()
    honest = decide(fault.facts, rules)
    assert check(fault.facts, rules, honest).holds
    fault.plant(monkeypatch)
    wrong = decide(fault.facts, rules)
    assert check(fault.facts, rules, honest).holds, "the check rests on the code in which the bug is"
    broken = {item.name for item in check(fault.facts, rules, wrong).findings if not item.holds}
    assert broken == fault.check
