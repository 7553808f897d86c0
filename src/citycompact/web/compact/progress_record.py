"""Progress as the site publishes it: with its record, its rules, and who signed them."""

from __future__ import annotations

from typing import Any

from citycompact.compact import ROOM, SECTION
from citycompact.record.publication import publication
from citycompact.rulebook import read_rulebook, signing_record
from citycompact.web.compact.progress_today import ProgressToday
from citycompact.web.office.signing import SigningCity, section_in_force


def published(state: ProgressToday) -> dict[str, Any]:
    """The publication of progress today."""
    found = section_in_force(SECTION)
    book = found.version.read() if found else read_rulebook(None, frozenset())
    signing = signing_record((SECTION,), book, found.signatures if found else [], SigningCity.current())
    return publication(ROOM, ROOM.decisions[0], state.facts, {SECTION: state.rules}, signing, state.result)
