"""The compact as a room: its section of the rulebook, its tables, and progress."""

from __future__ import annotations

from citycompact.compact.check import check
from citycompact.compact.decide import decide
from citycompact.compact.explain import explain
from citycompact.compact.package import package_digests, read_compact
from citycompact.compact.progress import RESULT
from citycompact.compact.rules import SECTION, ProgressRules, rule_sentences
from citycompact.compact.tables import TABLES
from citycompact.doors import Decision, Room, Section

ROOM = Room(
    name="compact",
    sections=(Section(SECTION, ProgressRules, rule_sentences),),
    tables=tuple(TABLES.values()),
    decisions=(
        Decision(
            name="progress",
            sections=(SECTION,),
            read=read_compact,
            digests=package_digests,
            decide=decide,
            check=check,
            explain=explain,
            result=RESULT,
            who="promise_id",
        ),
    ),
)
