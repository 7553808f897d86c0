"""Progress as the site publishes it: with its record, its rules, and who signed them."""

from __future__ import annotations

from citycompact.compact import ROOM, SECTION
from citycompact.record.written import Written, write_down
from citycompact.web.compact.progress_today import ProgressToday
from citycompact.web.rulebooks.signing import agreed_on, section_in_force


def published(state: ProgressToday) -> Written:
    """What is published of progress today."""
    found, decision = section_in_force(SECTION), ROOM.decisions[0]
    agreed = agreed_on(decision, None if found is None else found.version, state.facts)
    return write_down(ROOM, decision, state.facts, agreed, state.result)[0]
