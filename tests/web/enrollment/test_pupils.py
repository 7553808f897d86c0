"""A school's word on who its pupils are: for its own school, for what was sent, and the family is told."""

from __future__ import annotations

import pytest

from applying import new_application, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(db):
    from citycompact.web.site.models import User

    return User.objects.get(email="secretary@demo.example")


@pytest.fixture
def pupil(application, family, school):
    """The demo family's child, who says that it attends the secretary's school; nobody has verified it."""
    application.child.verifications.all().delete()
    says(application, family, current_school_id=school.pk)
    return application


def stands(application, round_):
    from citycompact.web.enrollment.pupils import pupils

    return next((row.stands for row in pupils(round_) if row.pk == application.pk), None)


def counts(application, round_):
    """Ways in which the present school of a child counts as verified."""
    from citycompact.web.enrollment.rows import city_package

    rows = city_package(round_).table("verifications")
    mine = (rows["applicant_id"] == application.child_id) & (rows["fact"] == "current_school_id")
    return set(rows.filter(mine)["how"])


def test_a_confirmed_pupil_counts_until_the_family_says_another_school(pupil, school, round_, by, family):
    from citycompact.web.enrollment.pupils import confirm

    assert (stands(pupil, round_), counts(pupil, round_)) == ("waiting", {"self"})
    assert confirm(round_, {pupil.pk}, {school.pk}, by) == 1
    assert (stands(pupil, round_), counts(pupil, round_)) == ("school", {"self", "school"})
    says(pupil, family, current_school_id="S999")
    assert (stands(pupil, round_), counts(pupil, round_)) == ("waiting", {"self"})
    says(pupil, family, current_school_id=None)
    assert stands(pupil, round_) is None


def test_no_school_confirms_for_another(pupil, round_, by):
    from citycompact.web.city.models import School
    from citycompact.web.enrollment.pupils import confirm, deny

    others = set(
        School.objects.exclude(pk=pupil.last_version.content["current_school_id"]).values_list(
            "pk", flat=True
        )
    )
    assert confirm(round_, {pupil.pk}, others, by) == 0
    assert deny(round_, {pupil.pk}, others, by, "no") == 0
    assert counts(pupil, round_) == {"self"}


def test_a_draft_is_no_schools_business(client, school, round_, by):
    from citycompact.web.enrollment.answers import change
    from citycompact.web.enrollment.pupils import confirm
    from citycompact.web.site.models import User

    client.force_login(User.objects.create(email="x@example.org"))
    draft = new_application(client)
    change(draft, current_school_id=school.pk)
    assert stands(draft, round_) is None
    assert confirm(round_, {draft.pk}, {school.pk}, by) == 0


def letters(user):
    from citycompact.web.outbox.models import Message

    return [message.body for message in Message.objects.filter(user=user, key__startswith="not-our-pupil:")]


def test_not_our_pupil_is_told_once_with_what_it_means_and_taken_back_by_confirming(
    pupil, school, round_, by, family
):
    from citycompact.web.enrollment.pupils import confirm, deny

    confirm(round_, {pupil.pk}, {school.pk}, by)
    assert deny(round_, {pupil.pk}, {school.pk}, by, "left in May") == 1
    deny(round_, {pupil.pk}, {school.pk}, by, "left in May")
    assert (stands(pupil, round_), counts(pupil, round_)) == ("not_ours", {"self"})
    (letter,) = letters(family)
    for words in (
        school.name,
        "left in May",
        "does not count",
        "send it again before",
        "call the enrollment office",
    ):
        assert words in letter
    deny(round_, {pupil.pk}, {school.pk}, by, "left in June")
    assert len(letters(family)) == 2
    confirm(round_, {pupil.pk}, {school.pk}, by)
    assert (stands(pupil, round_), counts(pupil, round_)) == ("school", {"self", "school"})


def test_the_letter_is_in_the_familys_language_and_after_the_deadline_says_to_call(
    pupil, school, closed, by, family
):
    from citycompact.web.enrollment.pupils import deny

    family.language = "es"
    family.save()
    deny(closed, {pupil.pk}, {school.pk}, by, "no es de aquí")
    (letter,) = letters(family)
    assert "la fecha límite ya pasó" in letter
    assert "dice que" in letter
    assert "before" not in letter


def test_what_a_roster_has_no_click_denies(pupil, school, round_, by):
    from citycompact.web.enrollment.pupils import deny
    from citycompact.web.enrollment.verifying import verify

    verify(pupil.child, "current_school_id", "roster", school.pk)
    assert stands(pupil, round_) == "roster"
    assert deny(round_, {pupil.pk}, {school.pk}, by, "no") == 0
    assert counts(pupil, round_) == {"self", "roster"}


def test_nothing_is_said_once_facts_are_frozen(signed_in, pupil, school, closed, by):
    from citycompact.web.enrollment.pupils import confirm

    signed_in("office").post(f"/decisions/match/{closed.pk}/freeze/", {"why": "time"})
    assert confirm(closed, {pupil.pk}, {school.pk}, by) == 0
    assert not pupil.child.verifications.exists()
