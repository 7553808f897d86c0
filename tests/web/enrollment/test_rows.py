"""Rows of children and applications as facts."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def programs(grade="K"):
    from citycompact.web.city.models import Program

    return list(Program.objects.filter(grade=grade).values_list("pk", flat=True))


def test_the_guaranteed_seat_a_family_sees_is_the_one_the_match_knows(round_):
    from citycompact.enrollment.guarantees import guaranteed_programs
    from citycompact.enrollment.roster import Roster
    from citycompact.enrollment.verified import true_facts
    from citycompact.web.enrollment.drafts import guaranteed_program
    from citycompact.web.enrollment.models import Application
    from citycompact.web.enrollment.rows import city_package

    rules = round_.rulebook.rules()
    package = city_package(round_, rules)
    roster = Roster.of(package, true_facts(package, rules))
    rights = guaranteed_programs(package, rules, roster)
    sure = {
        a: roster.programs["program_id"][int(p)] if p >= 0 else None
        for a, p in zip(roster.applicants["applicant_id"], rights, strict=True)
    }
    shown = {}
    for application in Application.objects.filter(round=round_, child__in=list(sure)[:40]):
        program = guaranteed_program(application, rules)
        shown[application.child_id] = program.pk if program else None
    assert shown == {child: sure[child] for child in shown}
    assert any(shown.values())
    assert not all(shown.values())
