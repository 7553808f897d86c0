"""What a family finds filled in when it applies in a second year."""

from __future__ import annotations

import pytest

from next_rounds import further_round

pytestmark = pytest.mark.django_db
LATER = "2027-12-01T10:00"


@pytest.fixture
def following(round_, monkeypatch):
    made = further_round()
    monkeypatch.setenv("CITYCOMPACT_NOW", LATER)
    return made


@pytest.fixture
def before(family):
    """The child's application of last year, whose result placed it."""
    from citycompact.web.enrollment.models import Application

    return Application.objects.get(child__guardians__user=family, round="last-year")


def placed(application):
    from citycompact.web.enrollment.models import Outcome

    return Outcome.objects.get(child=application.child, attempt=application.round.published).program.school


def begin(client, child, round_, **said):
    """Begin the application as a person does: the page as it is filled in, and Continue."""
    from citycompact.web.enrollment.models import Application

    form = client.get(f"/family/child/{child.pk}/start/").context["form"]
    data = {name: form[name].value() for name in form.fields} | said
    client.post(f"/family/child/{child.pk}/start/", {k: v for k, v in data.items() if v is not None})
    return Application.objects.get(child=child, round=round_)


def test_the_child_of_the_demonstration_is_where_last_years_result_placed_it(signed_in, before, application):
    from citycompact.city import grade_after

    assert application.grade == grade_after(before.grade, 1)
    assert application.last_version.content["current_school_id"] == placed(before).pk
    page = signed_in("family").get(f"/family/application/{application.pk}/school/").content.decode()
    assert f"We have filled in {placed(before)}." in page


def test_grade_school_and_address_are_there_and_choices_are_not(signed_in, application, following, before):
    from citycompact.city import grade_after

    application.child.verifications.all().delete()
    client = signed_in("family")
    made = begin(client, application.child, following)
    assert made.grade == grade_after(application.grade, 1)
    assert made.draft["address"] == application.draft["address"]
    assert made.draft.get("choices", []) == []
    assert made.draft.get("claims", []) == []
    assert made.draft["current_school_id"] == placed(before).pk
    page = client.get(f"/family/application/{made.pk}/school/").content.decode()
    assert "It is the result of School year 2026-27." in page
    client.post(f"/family/application/{made.pk}/school/", {"current_school": ""})
    page = client.get(f"/family/application/{made.pk}/school/").content.decode()
    assert "We have filled in" not in page


@pytest.mark.parametrize(("at", "wins"), [("2026-03-20", False), ("2026-10-02", True), (None, False)])
def test_a_roster_counts_for_the_year_in_which_it_was_made(
    signed_in, application, following, before, at, wins
):
    """One of before the summer has the child still at its old school."""
    from citycompact.web.city.models import School
    from citycompact.web.enrollment.models import Verification

    application.child.verifications.all().delete()
    elsewhere = School.objects.exclude(pk=placed(before).pk).first()
    Verification.objects.create(
        child=application.child, fact="current_school_id", how="roster", value=elsewhere.pk, at=at
    )
    made = begin(signed_in("family"), application.child, following)
    assert made.draft["current_school_id"] == (elsewhere if wins else placed(before)).pk
    page = signed_in("family").get(f"/family/application/{made.pk}/school/").content.decode()
    assert ("The schools&#x27; own lists have your child there." in page) == wins


def test_a_second_round_of_the_same_year_is_for_the_same_grade(application, before):
    from datetime import timedelta

    from citycompact.web.enrollment.rolling_over import next_grade, present_school

    second = further_round("second", "Second round", timedelta(days=0))
    assert next_grade(application.child, second) == application.grade
    assert present_school(application.child, second).school == placed(before)


def test_after_the_last_grade_nothing_is_filled_in(application, following):
    from citycompact.web.enrollment.rolling_over import next_grade

    application.grade = "12"
    application.save()
    assert next_grade(application.child, following) is None
