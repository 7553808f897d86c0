"""Money without regard to sector: one formula for every school, exact to the cent, checked and explained."""

from citycompact.funding.check import check
from citycompact.funding.decide import decide
from citycompact.funding.explain import explain, label_of, say_note
from citycompact.funding.exported_rosters import roster_from_export
from citycompact.funding.measures import EVERYBODY, measures, public_dollars_by_need
from citycompact.funding.moving import moved, with_more
from citycompact.funding.public_budgets import PUBLIC, public_budgets, public_notes
from citycompact.funding.publications import NEXT, as_previous, as_published_before, write_next
from citycompact.funding.room import ROOM, read_funding
from citycompact.funding.rosters import audit_sample, count_roster, read_roster
from citycompact.funding.rule_sentences import rule_sentences
from citycompact.funding.rules import SECTION, FundingRules
from citycompact.funding.tables import TABLES
from citycompact.funding.totals import totals
from citycompact.funding.what_if import Comparison, compare

__all__ = [
    "EVERYBODY",
    "NEXT",
    "PUBLIC",
    "ROOM",
    "SECTION",
    "TABLES",
    "Comparison",
    "FundingRules",
    "as_previous",
    "as_published_before",
    "audit_sample",
    "check",
    "compare",
    "count_roster",
    "decide",
    "explain",
    "label_of",
    "measures",
    "moved",
    "public_budgets",
    "public_dollars_by_need",
    "public_notes",
    "read_funding",
    "read_roster",
    "roster_from_export",
    "rule_sentences",
    "say_note",
    "totals",
    "with_more",
    "write_next",
]
