"""Progress as the site publishes it: with its record, its rules, and who signed them."""

from __future__ import annotations

from citycompact.compact import ROOM, SECTION
from citycompact.record.agreed import Agreed
from citycompact.record.written import Written, write_down
from citycompact.rulebook import read_rulebook
from citycompact.web.compact.progress_today import ProgressToday
from citycompact.web.rulebooks.signing import SigningCity, section_in_force


def published(state: ProgressToday) -> Written:
    """What is published of progress today."""
    found = section_in_force(SECTION)
    book = found.version.read() if found else read_rulebook(None, frozenset())
    signatures = found.signatures if found else []
    decision = ROOM.decisions[0]
    agreed = Agreed.of(decision, state.rules, book, signatures, SigningCity.current())
    return write_down(ROOM, decision, state.facts, agreed, state.result)[0]
