"""Applications found by what a person remembers of them."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def marked(application):
    """The demo family's child with a name that is written in several ways."""
    child = application.child
    child.given_name, child.family_name = "María José", "Núñez-O’Brien"
    child.save()
    return application


def ids(words, **by):
    from citycompact.web.enrollment.finding import found

    return set(found(words, by).values_list("pk", flat=True))


@pytest.mark.parametrize(
    "words",
    [
        "nunez",
        "NÚÑEZ maria",
        "jose obrien",
        "Nun, Mar",
        "O'Brien",
        "núñez-o'br",
        "PARENT@demo",
        "parent@demo.example maria",
    ],
)
def test_a_child_is_found_by_its_name_however_it_is_typed_and_by_its_parents_mail(marked, words):
    assert marked.pk in ids(words, round="main")


@pytest.mark.parametrize("words", ["unez", "maria smithson-nobody", "@nobody.example", "%", "_", "\\"])
def test_what_does_not_fit_is_not_found(marked, words):
    assert marked.pk not in ids(words) or words in "%_\\"
    assert ids("% maria nunez") == ids("maria nunez")


def test_a_child_is_found_by_its_number_its_schools_and_a_second_entry(marked):
    from citycompact.web.enrollment.models import Child

    chosen = marked.choices.first().program.school
    assert marked.pk in ids(marked.child_id.lower())
    assert ids(marked.child_id, round="main") == {marked.pk}
    assert marked.pk in ids(f"nunez {chosen.name}")
    assert marked.pk in ids(f"nunez {chosen.pk.lower()}")
    Child.objects.create(applicant_id="CSECOND", family_id="F", merged_into=marked.child)
    assert marked.pk in ids("csecond")


def test_a_name_that_changed_is_found_at_once(marked):
    assert not ids("Quetzalcoatl")
    marked.child.given_name = "Quetzalcóatl"
    marked.child.save()
    assert marked.pk in ids("quetzalcoatl")


def test_each_list_narrows_to_what_it_says(marked):
    from citycompact.web.enrollment.models import Claim, Guardian

    school = marked.choices.first().program.school_id
    every = ids("")
    assert marked.pk in ids("", state="submitted", grade=marked.grade, school=school)
    assert marked.pk not in ids("", state="withdrawn")
    assert marked.pk not in ids("", school="nothing")
    assert ids("", about="nothing of the kind") == every
    assert marked.pk not in ids("", about="no_account")
    Guardian.objects.filter(child=marked.child).update(user=None, invited_email="aunt@example.org")
    assert marked.pk in ids("", about="no_account")
    assert marked.pk in ids("aunt@example", about="no_account")
    assert marked.pk not in ids("", about="waits")
    claim = Claim.objects.create(
        child=marked.child, round_id="main", school_id=school, claim="parent_on_staff"
    )
    # A claim of a draft is nothing that a school has to look at.
    assert marked.pk not in ids("", about="waits")
    claim.delete()
    marked.child.birth_date = None
    marked.child.save()
    assert marked.pk in ids("", about="no_birth_date")
    marked.late = True
    marked.save()
    assert marked.pk in ids("", about="late")


def test_an_address_without_a_place_is_found_and_one_that_was_not_asked_is_none(marked):
    from citycompact.web.enrollment.answers import change, content_of
    from citycompact.web.enrollment.submitting import submit

    assert marked.pk not in ids("", about="no_place")
    change(marked, address="5 Nowhere Lane", latitude=None, longitude=None, zone=None)
    # Nothing of it was sent yet.
    assert marked.pk not in ids("", about="no_place")
    import uuid

    submit(marked, marked.child.guardians.first().user, uuid.uuid4())
    assert content_of(marked)["latitude"] is None
    assert marked.pk in ids("", about="no_place")
