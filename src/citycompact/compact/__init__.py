"""The compact: who promised what, and is it kept."""

from citycompact.compact.agenda import PARTS, AgendaItem, agenda
from citycompact.compact.agreement import SentenceChange, compare, sentences, template
from citycompact.compact.amendments import IDENTIFYING, TERMS, TermChange, say_change
from citycompact.compact.areas import AREAS, BARRIER_KINDS, EVIDENCE_KINDS, SIDES, STATUSES
from citycompact.compact.between_cities import Comparison, compare_cities, read_city_csv
from citycompact.compact.check import check
from citycompact.compact.decide import decide
from citycompact.compact.explain import (
    GROUP_NAMES,
    explain,
    say_flag,
    say_group,
    say_refused,
    say_status,
    say_text,
)
from citycompact.compact.facts import Amendment, CompactFacts, Promise, StatusChange
from citycompact.compact.indicators import COMPUTED, Measured
from citycompact.compact.levers import LEVERS, POSITIONS
from citycompact.compact.network import Seat, Stay, Tie, losses, places_on_circle, ties
from citycompact.compact.package import (
    IDENTITY,
    PROGRESS,
    frames_of,
    from_files,
    identity_text,
    package_digests,
    read_compact,
    to_files,
    write_compact,
)
from citycompact.compact.partnership import HOLDERS, POWERS, USUAL, differences
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
from citycompact.compact.surveys import CODES, FAMILY_SURVEY, INTERVIEW, SCALE, Answer, results
from citycompact.compact.tables import ROW_TYPES, TABLES
from citycompact.compact.tally import OUTCOME_OF, OUTCOMES, Tally, tally

__all__ = [
    "AREAS",
    "BARRIER_KINDS",
    "CODES",
    "COMPUTED",
    "EVIDENCE_KINDS",
    "FAMILY_SURVEY",
    "GROUP_NAMES",
    "HOLDERS",
    "IDENTIFYING",
    "IDENTITY",
    "INTERVIEW",
    "LEVERS",
    "LIVE",
    "OUTCOMES",
    "OUTCOME_OF",
    "PARTS",
    "POSITIONS",
    "POWERS",
    "PROGRESS",
    "ROOM",
    "ROW_TYPES",
    "SCALE",
    "SECTION",
    "SIDES",
    "STATUSES",
    "TABLES",
    "TERMS",
    "USUAL",
    "AgendaItem",
    "Amendment",
    "Answer",
    "CompactFacts",
    "CompactProgress",
    "Comparison",
    "Flag",
    "Measured",
    "ProgressRules",
    "Promise",
    "PromiseProgress",
    "Seat",
    "SentenceChange",
    "StatusChange",
    "Stay",
    "Tally",
    "TargetProgress",
    "TermChange",
    "Tie",
    "agenda",
    "check",
    "compare",
    "compare_cities",
    "decide",
    "differences",
    "explain",
    "frames_of",
    "from_files",
    "identity_text",
    "losses",
    "package_digests",
    "places_on_circle",
    "progress_of",
    "read_city_csv",
    "read_compact",
    "read_series",
    "results",
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
    "ties",
    "to_files",
    "write_compact",
]
