"""A school confirms its pupils, or says that they are none: in bulk, for its own school, with a reason."""

from __future__ import annotations

import re

import pytest

from applying import says

pytestmark = pytest.mark.django_db

PAGE = "/schools/present/"


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def pupil(application, family, school):
    application.child.verifications.all().delete()
    says(application, family, current_school_id=school.pk)
    return application


def test_who_says_this_school_is_listed_and_confirmed_in_bulk(signed_in, pupil, school, round_):
    from citycompact.web.enrollment.models import Verification
    from citycompact.web.enrollment.pupils import pupils

    another = pupils(round_, {school.pk}).exclude(pk=pupil.pk).first()
    another.child.verifications.filter(fact="current_school_id").delete()
    client = signed_in("school")
    page = text(client.get(PAGE))
    for item in (pupil, another):
        assert str(item.child) in page
        assert f'name="application" value="{item.pk}"' in page
    answer = client.post(PAGE, {"application": [pupil.pk, another.pk], "said": "confirm"}, follow=True)
    assert "2 children are confirmed." in text(answer)
    both = Verification.objects.filter(child__in=[pupil.child, another.child], how="school", value=school.pk)
    assert both.count() == 2
    assert f'value="{pupil.pk}"' not in text(client.get(PAGE))
    assert f'value="{pupil.pk}"' in text(client.get(PAGE, {"state": "school"}))


def test_not_our_pupil_needs_a_reason_and_the_office_sees_it(signed_in, pupil, school):
    client = signed_in("school")
    answer = text(client.post(PAGE, {"application": [pupil.pk], "said": "deny", "why": " "}))
    assert "Write the reason: the family reads it." in answer
    assert f'value="{pupil.pk}" checked' in answer
    answer = text(client.post(PAGE, {"application": [pupil.pk], "said": "deny", "why": "y" * 301}))
    assert "Shorten the reason" in answer
    assert not pupil.child.not_pupil_of.exists()
    client.post(PAGE, {"application": [pupil.pk], "said": "deny", "why": "left in <May>"})
    office = text(signed_in("office").get(f"/office/application/{pupil.pk}/"))
    assert "says that the child is not its pupil" in office
    assert "left in &lt;May&gt;" in office
    assert "secretary@demo.example" in office
    page = text(client.get(PAGE, {"state": "not_ours"}))
    assert "left in &lt;May&gt;" in page
    trail = text(signed_in("auditor").get("/office/trail/", {"q": "left in"}))
    assert "left in &lt;May&gt;" in trail
    client.post(PAGE, {"application": [pupil.pk], "said": "confirm"})
    assert not pupil.child.not_pupil_of.exists()


def test_children_of_other_schools_are_neither_seen_nor_decided(signed_in, pupil, family):
    from citycompact.web.city.models import School

    other = School.objects.exclude(pk=pupil.last_version.content["current_school_id"]).first()
    says(pupil, family, current_school_id=other.pk)
    client = signed_in("school")
    for state in ("waiting", "school", "not_ours", "roster", "odd"):
        assert f'value="{pupil.pk}"' not in text(client.get(PAGE, {"state": state}))
    answer = client.post(PAGE, {"application": [pupil.pk], "said": "confirm"}, follow=True)
    assert "your school has no word any more" in text(answer)
    assert not pupil.child.verifications.exists()


@pytest.mark.parametrize(
    ("ways", "words", "confirms"),
    [
        (["roster", "school"], "The chosen ones are our pupils", True),
        (["roster"], "The signed rules accept a roster alone", False),
        (["document"], "There is nothing to confirm here.", False),
    ],
)
def test_only_what_the_signed_rules_accept_is_asked(signed_in, pupil, monkeypatch, ways, words, confirms):
    from citycompact.enrollment import EnrollmentRules

    monkeypatch.setattr(
        EnrollmentRules,
        "ways_of",
        lambda _self, fact: frozenset(ways if fact == "current_school_id" else ["self"]),
    )
    client = signed_in("school")
    assert words in text(client.get(PAGE))
    client.post(PAGE, {"application": [pupil.pk], "said": "confirm"})
    assert pupil.child.verifications.filter(how="school").exists() == confirms


def test_odd_requests_get_a_sentence(signed_in, pupil):
    client = signed_in("school")
    for data, words in (
        ({}, "Choose at least one child."),
        ({"application": ["x", "9" * 40, "\u00b2"]}, "Choose at least one child."),
        ({"application": [pupil.pk], "said": "perhaps"}, "do not accept this way"),
        ({"application": ["999999999"], "said": "confirm"}, "no word any more"),
    ):
        answer = client.post(PAGE, data, follow=True)
        assert (answer.status_code, words in text(answer)) == (200, True), data
    for who in ("family", "office", "auditor"):
        assert signed_in(who).get(PAGE).status_code == 403


def test_without_an_open_round_the_page_says_so(signed_in, pupil, round_):
    type(round_).objects.filter(pk=round_.pk).update(opened_at=None)
    assert "No round is open" in text(signed_in("school").get(PAGE))


def test_in_spanish(signed_in, pupil):
    client = signed_in("operator")
    client.post("/language/", {"language": "es", "next": PAGE})
    assert "Nuestros alumnos" in text(client.get(PAGE))
