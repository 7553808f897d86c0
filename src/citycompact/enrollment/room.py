"""Enrollment as a room: its section of the rulebook, its tables, and the match."""

from __future__ import annotations

from citycompact.city import TABLES, package_digests, read_city
from citycompact.doors import Decision, Room, Section
from citycompact.enrollment.check import check
from citycompact.enrollment.decide import RESULT, decide
from citycompact.enrollment.explain import explain
from citycompact.enrollment.fixed import fixed
from citycompact.enrollment.rule_sentences import rule_sentences
from citycompact.enrollment.rules import SECTION, EnrollmentRules
from citycompact.enrollment.rules_and_city import rulebook_problems
from citycompact.enrollment.signed_draw import signed_draw

ROOM = Room(
    name="enrollment",
    sections=(Section(SECTION, EnrollmentRules, rule_sentences, rulebook_problems),),
    tables=tuple(TABLES.values()),
    decisions=(
        Decision(
            name="match",
            sections=(SECTION,),
            read=read_city,
            digests=package_digests,
            decide=decide,
            check=check,
            explain=explain,
            result=RESULT,
            who="applicant_id",
            receipt_tables=("assignments", "siblings"),
            drawn=True,
            signed_draw=signed_draw,
            fixed=fixed,
        ),
    ),
)
