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


CONTENTS = [
    {},
    {"address": "", "latitude": 1.5, "longitude": -80.25, "zone": "E-S001"},
    {"address": "", "latitude": None, "longitude": None, "zone": None},
    {"address": '5 "Elm" Street', "latitude": 1.5, "longitude": 2, "zone": None},
    {"current_school_id": "S001", "facts": {"iep": True, "low_income": False, "track": "arts"}},
    {"current_school_id": None, "facts": {}},
]


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("fact", ["address", "current_school_id", "iep", "low_income", "track", "nothing"])
def test_the_value_of_a_fact_is_the_same_for_a_verification_and_for_the_package(content, fact):
    """It is written once in Python, where somebody verifies, and once in SQL, where it counts."""
    import json

    from django.db import connection

    from citycompact.web.enrollment.answers import content_of, value_of
    from citycompact.web.enrollment.models import Application, Child
    from citycompact.web.enrollment.rows import _VALUE

    whole = content_of(Application(child=Child(pk="C1"), round_id="main", grade="K", draft=content))
    query = f"select {_VALUE} from (select %s::jsonb as content) s, (select %s as fact) v"
    with connection.cursor() as cursor:
        cursor.execute(query, [json.dumps(whole), fact])
        (found,) = cursor.fetchone()
    assert (None if found is None else json.loads(found)) == value_of(whole, fact)
