"""The compact: who promised what, and is it kept."""

from citycompact.compact.agenda import PARTS, AgendaItem, agenda
from citycompact.compact.agreement import SentenceChange, compare, sentences, template
from citycompact.compact.areas import AREAS, BARRIER_KINDS, EVIDENCE_KINDS, SIDES, STATUSES, Language
from citycompact.compact.between_cities import Comparison, compare_cities, read_city_csv
from citycompact.compact.check import Certificate, certify
from citycompact.compact.decide import CompactProgress, PromiseProgress, decide, facts_digest
from citycompact.compact.explain import say_date, say_flag, say_group, say_status, say_text
from citycompact.compact.facts import CompactFacts
from citycompact.compact.flags import Flag
from citycompact.compact.indicators import COMPUTED, Measured
from citycompact.compact.levers import LEVERS, POSITIONS
from citycompact.compact.package import files_of_zip, from_files, read_compact, text_of, to_files
from citycompact.compact.publishing import publication, publication_text
from citycompact.compact.room import ROOM
from citycompact.compact.rules import SECTION, ProgressRules, rule_sentences
from citycompact.compact.series import read_series
from citycompact.compact.tally import Tally, tally
from citycompact.compact.targets import TargetProgress

__all__ = [
    "AREAS",
    "BARRIER_KINDS",
    "COMPUTED",
    "EVIDENCE_KINDS",
    "LEVERS",
    "PARTS",
    "POSITIONS",
    "ROOM",
    "SECTION",
    "SIDES",
    "STATUSES",
    "AgendaItem",
    "Certificate",
    "CompactFacts",
    "CompactProgress",
    "Comparison",
    "Flag",
    "Language",
    "Measured",
    "ProgressRules",
    "PromiseProgress",
    "SentenceChange",
    "Tally",
    "TargetProgress",
    "agenda",
    "certify",
    "compare",
    "compare_cities",
    "decide",
    "facts_digest",
    "files_of_zip",
    "from_files",
    "publication",
    "publication_text",
    "read_city_csv",
    "read_compact",
    "read_series",
    "rule_sentences",
    "say_date",
    "say_flag",
    "say_group",
    "say_status",
    "say_text",
    "sentences",
    "tally",
    "template",
    "text_of",
    "to_files",
]
