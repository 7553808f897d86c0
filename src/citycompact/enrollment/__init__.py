"""One application, one match: who is offered which seat, checked and explained."""

from citycompact.enrollment.assignment import Assignment
from citycompact.enrollment.audit import FINDINGS, audit_number, audit_sample
from citycompact.enrollment.check import check
from citycompact.enrollment.decide import SIBLING_UNCOUNTED, decide, labels_of
from citycompact.enrollment.explain import explain, outcome_from_rows, outcome_of, with_names, with_schools
from citycompact.enrollment.first_rules import GROUPS, FirstRules, first_rulebook
from citycompact.enrollment.guarantees import guaranteed_programs
from citycompact.enrollment.letter import (
    Outcome,
    label,
    letter,
    say_lottery,
    say_reasons,
    say_seat,
    say_unverified,
)
from citycompact.enrollment.market import Market
from citycompact.enrollment.mechanisms import MECHANISMS
from citycompact.enrollment.preparation import prepare, refused
from citycompact.enrollment.public_tables import PublicRound, public_round
from citycompact.enrollment.questions import Questions, questions
from citycompact.enrollment.room import ROOM
from citycompact.enrollment.roster import Roster
from citycompact.enrollment.round_counts import CHANNELS, INTAKE, public_counts
from citycompact.enrollment.rule_sentences import rule_sentences
from citycompact.enrollment.rules import SECTION, EnrollmentRules, FactGroup, Round
from citycompact.enrollment.rules_and_city import rulebook_problems
from citycompact.enrollment.verified import stated, true_facts, unverified, unverified_by_school

__all__ = [
    "CHANNELS",
    "FINDINGS",
    "GROUPS",
    "INTAKE",
    "MECHANISMS",
    "ROOM",
    "SECTION",
    "SIBLING_UNCOUNTED",
    "Assignment",
    "EnrollmentRules",
    "FactGroup",
    "FirstRules",
    "Market",
    "Outcome",
    "PublicRound",
    "Questions",
    "Roster",
    "Round",
    "audit_number",
    "audit_sample",
    "check",
    "decide",
    "explain",
    "first_rulebook",
    "guaranteed_programs",
    "label",
    "labels_of",
    "letter",
    "outcome_from_rows",
    "outcome_of",
    "prepare",
    "public_counts",
    "public_round",
    "questions",
    "refused",
    "rule_sentences",
    "rulebook_problems",
    "say_lottery",
    "say_reasons",
    "say_seat",
    "say_unverified",
    "stated",
    "true_facts",
    "unverified",
    "unverified_by_school",
    "with_names",
    "with_schools",
]
