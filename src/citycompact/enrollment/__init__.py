"""One application, one match: who is offered which seat, checked and explained."""

from citycompact.enrollment.assignment import Assignment
from citycompact.enrollment.check import check
from citycompact.enrollment.decide import decide
from citycompact.enrollment.explain import explain
from citycompact.enrollment.market import Market
from citycompact.enrollment.mechanisms import MECHANISMS
from citycompact.enrollment.preparation import Preparation, prepare
from citycompact.enrollment.room import ROOM
from citycompact.enrollment.rule_sentences import rule_sentences
from citycompact.enrollment.rules import SECTION, EnrollmentRules
from citycompact.enrollment.rules_and_city import rulebook_problems

__all__ = [
    "MECHANISMS",
    "ROOM",
    "SECTION",
    "Assignment",
    "EnrollmentRules",
    "Market",
    "Preparation",
    "check",
    "decide",
    "explain",
    "prepare",
    "rule_sentences",
    "rulebook_problems",
]
