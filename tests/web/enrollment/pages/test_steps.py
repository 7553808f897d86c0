"""The application page by page: what is asked, saved and refused."""

from __future__ import annotations

import pytest

from applying import add, new_application, programs

pytestmark = pytest.mark.django_db


def test_only_what_the_rulebook_needs_is_asked(signed_in, application):
    from citycompact.enrollment import EnrollmentRules
    from citycompact.web.enrollment.rows import asked

    names = [
        step.name
        for step in __import__("citycompact.web.enrollment.drafts", fromlist=["steps"]).steps(
            asked(application.round)
        )
    ]
    assert names == ["child", "home", "school", "claims", "facts", "choices", "review"]
    from citycompact.enrollment.questions import questions

    plain = questions(EnrollmentRules())
    assert (plain.address, plain.current_school, plain.facts, plain.claims, plain.siblings) == (
        False,
        False,
        (),
        {},
        False,
    )


def test_an_address_becomes_a_place_and_a_zone(signed_in, application):
    from citycompact.web.city.models import Street

    client = signed_in("family")
    street = Street.objects.all()[0].street
    client.post(f"/family/application/{application.pk}/home/", {"address": f"500 {street}"})
    application.refresh_from_db()
    assert application.draft["latitude"] is not None
    page = client.get(f"/family/application/{application.pk}/home/").content.decode()
    assert (application.draft["zone"] or "Found on the map") in page or application.draft["zone"] is None
    client.post(f"/family/application/{application.pk}/home/", {"address": "1 Nowhere Road"})
    application.refresh_from_db()
    assert application.draft["zone"] is None
    assert (
        "We could not find this address yet"
        in client.get(f"/family/application/{application.pk}/home/").content.decode()
    )


def test_a_draft_saves_itself_as_it_is_typed(signed_in, application):
    client = signed_in("family")
    response = client.post(
        f"/family/application/{application.pk}/home/autosave/", {"address": "77 Half typed"}
    )
    assert "Saved at" in response.content.decode()
    application.refresh_from_db()
    assert application.draft["address"] == "77 Half typed"


def test_choices_are_added_moved_removed_and_dragged(signed_in):
    client = signed_in("family")
    application = new_application(client)
    a, b, c = programs()[:3]
    add(client, application, a, b, c, a)
    assert application.draft_choices == [a, b, c]
    move = f"/family/application/{application.pk}/choices/move/"
    client.post(move, {"program": c, "move": "up"})
    client.post(move, {"program": a, "move": "up"})
    application.refresh_from_db()
    assert application.draft_choices == [a, c, b]
    client.post(f"/family/application/{application.pk}/choices/order/", {"order": [b, a, c]})
    application.refresh_from_db()
    assert application.draft_choices == [b, a, c]
    # An order that loses or invents a program is not taken.
    client.post(f"/family/application/{application.pk}/choices/order/", {"order": [b, a]})
    client.post(move, {"program": a, "move": "remove"})
    application.refresh_from_db()
    assert application.draft_choices == [b, c]


def test_a_program_of_another_grade_and_one_too_many_are_not_added(signed_in):
    client = signed_in("family")
    application = new_application(client)
    add(client, application, programs("9")[0])
    assert application.draft_choices == []
    add(client, application, *programs()[:14])
    assert len(application.draft_choices) == min(12, len(programs()))


def test_a_new_grade_clears_the_choices(signed_in):
    client = signed_in("family")
    application = new_application(client)
    add(client, application, programs()[0])
    child = application.child
    data = {"given_name": child.given_name, "family_name": "D", "birth_date": "2016-05-01", "grade": "6"}
    client.post(f"/family/application/{application.pk}/child/", data)
    application.refresh_from_db()
    assert (application.grade, application.draft_choices) == ("6", [])


def test_facts_are_asked_with_the_reason_and_kept(signed_in, application):
    client = signed_in("family")
    page = client.get(f"/family/application/{application.pk}/facts/").content.decode()
    assert "Some seats are set aside for families with less" in page
    client.post(f"/family/application/{application.pk}/facts/", {"low_income": "on"})
    application.refresh_from_db()
    assert application.draft["facts"]["low_income"] is True
    assert application.draft["facts"]["english_learner"] is False


def test_a_child_of_the_family_is_known_as_a_sibling(signed_in, application):
    client = signed_in("family")
    new = new_application(client)
    assert new.child.family_id == application.child.family_id
    assert new.child.applicant_id != application.child_id
    page = client.get(f"/family/application/{new.pk}/claims/").content.decode()
    assert str(application.child) in page
