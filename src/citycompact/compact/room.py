"""The compact as a room: its section of the rulebook."""

from __future__ import annotations

from citycompact.compact.rules import SECTION, ProgressRules, rule_sentences
from citycompact.doors import Room, Section

ROOM = Room(name="compact", sections=(Section(SECTION, ProgressRules, rule_sentences),))
