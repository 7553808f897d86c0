"""Drafts live apart: what was not sent enters no decision, and the family sees what it has not sent."""

from __future__ import annotations

import polars as pl
import pytest

from applying import add, new_application, programs, says, send

pytestmark = pytest.mark.django_db


def decided_on(application):
    """Every row of the package that is about the child, as text."""
    from citycompact.web.enrollment.rows import city_package

    city = city_package(application.round)
    tables = ("applicants", "choices", "claims", "verifications")
    return {
        name: city.table(name).filter(pl.col("applicant_id") == application.child_id).rows()
        for name in tables
    }


def type_everything(client, application):
    """Fill in every page of the application anew, and send nothing."""
    from citycompact.web.city.models import School, Street

    number = application.pk
    street = Street.objects.all()[2].street
    school = School.objects.last()
    post = lambda name, data: client.post(f"/family/application/{number}/{name}/", data)  # noqa: E731
    post("home", {"address": f"700 {street}"})
    post("school", {"current_school": school.pk})
    post("claims", {"claim-staff_child": school.pk, "claim-sibling": school.pk, "together": "on"})
    post("facts", {"low_income": "on", "english_learner": "on"})
    for program in application.draft_choices:
        post("choices/move", {"program": program, "move": "remove"})
    post("choices/add", {"program": application.draft_choices[-1]})
    application.refresh_from_db()


def test_a_draft_left_unsent_changes_no_row_of_what_is_decided(signed_in, application):
    client, before = signed_in("family"), decided_on(application)
    type_everything(client, application)
    assert decided_on(application) == before
    page = client.get("/family/").content.decode()
    assert "You have changes you have not sent." in page
    assert "Check and send" in page
    client.cookies["django_language"] = "es"
    assert "Tiene cambios que no ha enviado." in client.get("/family/").content.decode()
    client.cookies["django_language"] = "en"
    assert send(client, application).status_code == 302
    now = decided_on(application)
    assert now["applicants"] != before["applicants"]
    assert len(now["choices"]) == 1
    assert now["claims"] != before["claims"]
    assert "You have changes you have not sent." not in client.get("/family/").content.decode()


def test_an_application_that_was_never_sent_takes_no_part(signed_in):
    client = signed_in("family")
    application = new_application(client)
    add(client, application, *programs()[:2])
    assert decided_on(application) == {"applicants": [], "choices": [], "claims": [], "verifications": []}
    # It was never sent, so it is no change of what was.
    assert "changes you have not sent" not in client.get("/family/").content.decode()


def test_a_claim_of_a_draft_is_no_schools_business(signed_in, application, school):
    client = signed_in("family")
    claims = f"/family/application/{application.pk}/claims/"
    client.post(claims, {"claim-sibling": school.pk})
    waiting = lambda: signed_in("school").get("/schools/claims/").content.decode()  # noqa: E731
    assert str(application.child) not in waiting()
    send(client, application)
    assert str(application.child) in waiting()
    # Taken off the draft it stands until that is sent.
    client.post(claims, {})
    assert str(application.child) in waiting()
    send(client, application)
    assert str(application.child) not in waiting()


def test_what_is_typed_back_is_no_change(signed_in, application):
    from citycompact.web.enrollment.answers import change, is_unsent

    assert not is_unsent(application)
    facts = application.draft["facts"]
    change(application, facts={**facts, "low_income": not facts.get("low_income")})
    assert is_unsent(application)
    change(application, facts=facts)
    assert not is_unsent(application)


def test_two_pages_saved_at_once_lose_nothing(application):
    from citycompact.web.enrollment.answers import change
    from citycompact.web.enrollment.models import Application

    one, other = (Application.objects.get(pk=application.pk) for _ in range(2))
    change(one, address="1 First Street")
    change(other, current_school_id=None)
    application.refresh_from_db()
    assert application.draft["address"] == "1 First Street"


def test_the_next_round_begins_with_what_was_said_last_but_for_choices_and_claims(application, family):
    from citycompact.web.enrollment.answers import first_draft
    from citycompact.web.enrollment.models import Child

    says(application, address="77 Last Street", claims=[["sibling", "S001"]])
    known = first_draft(application.child)
    assert known["address"] == "77 Last Street"
    assert {"choices", "claims"}.isdisjoint(known)
    new = Child.objects.create(family_id=application.child.family_id, given_name="New", family_name="D")
    assert first_draft(new)["address"] == "77 Last Street"
    assert first_draft(new)["facts"] == {}
