"""The compact: who promised what, and is it kept."""

from citycompact.compact.agenda import PARTS, AgendaItem, agenda
from citycompact.compact.agreement import SentenceChange, compare, sentences, template
from citycompact.compact.amendments import IDENTIFYING, SIGNING_SECTORS, TERMS, TermChange, say_change
from citycompact.compact.areas import AREAS, BARRIER_KINDS, EVIDENCE_KINDS, SIDES, STATUSES
from citycompact.compact.between_cities import Comparison, compare_cities, read_city_csv
from citycompact.compact.check import check
from citycompact.compact.decide import decide
from citycompact.compact.explain import explain, say_flag, say_group, say_refused, say_status, say_text
from citycompact.compact.facts import CompactFacts
from citycompact.compact.indicators import COMPUTED, Measured
from citycompact.compact.levers import LEVERS, POSITIONS
from citycompact.compact.package import from_files, package_digests, read_compact, to_files, write_compact
from citycompact.compact.progress import (
    LIVE,
    CompactProgress,
    Flag,
    PromiseProgress,
    TargetProgress,
    progress_of,
)
from citycompact.compact.room import ROOM
from citycompact.compact.rules import SECTION, ProgressRules, rule_sentences
from citycompact.compact.series import read_series
from citycompact.compact.tally import Tally, tally

__all__ = [
    "AREAS",
    "BARRIER_KINDS",
    "COMPUTED",
    "EVIDENCE_KINDS",
    "IDENTIFYING",
    "LEVERS",
    "LIVE",
    "PARTS",
    "POSITIONS",
    "ROOM",
    "SECTION",
    "SIDES",
    "SIGNING_SECTORS",
    "STATUSES",
    "TERMS",
    "AgendaItem",
    "CompactFacts",
    "CompactProgress",
    "Comparison",
    "Flag",
    "Measured",
    "ProgressRules",
    "PromiseProgress",
    "SentenceChange",
    "Tally",
    "TargetProgress",
    "TermChange",
    "agenda",
    "check",
    "compare",
    "compare_cities",
    "decide",
    "explain",
    "from_files",
    "package_digests",
    "progress_of",
    "read_city_csv",
    "read_compact",
    "read_series",
    "rule_sentences",
    "say_change",
    "say_flag",
    "say_group",
    "say_refused",
    "say_status",
    "say_text",
    "sentences",
    "tally",
    "template",
    "to_files",
    "write_compact",
]
