"""Progress as the site publishes it: with its record, its rules, and who signed them."""

from __future__ import annotations

from typing import Any

from citycompact.compact import ROOM, SECTION
from citycompact.record.publication import publication
from citycompact.rulebook import read_rulebook, signing_record
from citycompact.web.compact.progress_today import ProgressToday
from citycompact.web.office.signing import SigningCity, version_in_force


def published(state: ProgressToday) -> dict[str, Any]:
    """The publication of progress today."""
    version = version_in_force(SECTION)
    book = version.read() if version else read_rulebook(None, frozenset())
    signatures = version.signed() if version else []
    signing = signing_record((SECTION,), book, signatures, SigningCity.current())
    return publication(ROOM, ROOM.decisions[0], state.facts, {SECTION: state.rules}, signing, state.result)
