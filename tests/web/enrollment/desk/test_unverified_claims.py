"""Claims that wait for a word: those that were sent, until somebody gives it, and to each their own."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def rows(client):
    parts = client.get("/desk/").context["parts"]
    found = [f for part in parts for f in part.get("figures", ()) if f.title.startswith("Unverified claims")]
    return {row[0]: row[1:] for row in found[0].rows} if found else {}


@pytest.fixture
def nothing_else(db):
    from citycompact.web.enrollment.models import Claim

    Claim.objects.all().delete()


def test_a_claim_stands_at_its_school_until_somebody_gives_their_word(nothing_else, claim, school, signed_in):
    clients = [signed_in(who) for who in ("office", "auditor", "operator")]
    for client in clients:
        assert rows(client) == {school.name: ["1", "0"]}
    assert rows(signed_in("school")) == {"A brother or sister goes to this school": ["1", "0"]}
    for state, said in (("asked", {school.name: ["0", "1"]}), ("approved", {}), ("rejected", {})):
        type(claim).objects.update(state=state)
        for client in clients:
            assert rows(client) == said, state


def test_a_claim_of_a_draft_or_of_what_was_withdrawn_waits_for_nobody(
    nothing_else, claim, application, school, signed_in
):
    from citycompact.web.enrollment.models import Claim

    Claim.objects.create(child=application.child, round_id="main", school=school, claim="staff_child")
    assert rows(signed_in("office")) == {school.name: ["1", "0"]}, "the other was not sent"
    type(application).objects.filter(pk=application.pk).update(state="withdrawn")
    assert rows(signed_in("office")) == {}


def test_another_operators_school_is_not_shown(nothing_else, claim, school, signed_in):
    from citycompact.web.city.models import Operator

    school.operator = Operator.objects.exclude(pk=school.operator_id).first()
    school.save()
    assert rows(signed_in("operator")) == {}
    assert rows(signed_in("office")) == {school.name: ["1", "0"]}


def test_schools_of_one_name_stand_apart(nothing_else, claim, application, school, signed_in):
    from applying import says
    from citycompact.web.city.models import School
    from citycompact.web.enrollment.models import Claim

    other = School.objects.exclude(pk=school.pk).first()
    School.objects.filter(pk=other.pk).update(name=school.name)
    says(application, claims=[["sibling", school.pk], ["sibling", other.pk]])
    Claim.objects.create(child=application.child, round_id="main", school=other, claim="sibling")
    assert rows(signed_in("office")).keys() == {f"{school.name} ({pk})" for pk in (school.pk, other.pk)}
