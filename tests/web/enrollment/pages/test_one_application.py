"""The office's page of one application: what was sent and by whom, and verifying with a reason."""

from __future__ import annotations

import pytest

from applying import says

pytestmark = pytest.mark.django_db


@pytest.fixture
def poor(application):
    """The demo family's application with a claimed low income that nobody has verified."""
    says(application, facts={"low_income": True})
    application.child.verifications.all().delete()
    return application


def address(application, more=""):
    return f"/office/application/{application.pk}/{more}"


def test_it_says_what_was_sent_by_whom_and_what_counts(signed_in, poor):
    for who in ("office", "auditor"):
        page = signed_in(who).get(address(poor)).content.decode()
        assert "parent@demo.example" in page
        assert "Not verified, and so it does not count." in page
        assert str(poor.child) in page
    for who in ("school", "operator", "family", "approver-district"):
        assert signed_in(who).get(address(poor)).status_code == 403
    assert signed_in("office").get("/office/application/999999/").status_code == 404


def test_a_draft_is_not_shown_as_sent(signed_in, poor):
    from citycompact.web.enrollment.answers import change

    change(poor, address="99 Draft Street")
    assert "99 Draft Street" not in signed_in("office").get(address(poor)).content.decode()


def test_the_office_verifies_with_a_reason_and_takes_it_back(signed_in, poor):
    from citycompact.web.site.trail import events

    office, verified = signed_in("office"), address(poor, "verified/")
    data = {"fact": "low_income", "how": "agency"}
    assert "it stands in the trail" in office.post(verified, data, follow=True).content.decode()
    assert not poor.child.verifications.exists()
    page = office.post(verified, {**data, "why": "SNAP list of 1 December"}, follow=True).content.decode()
    assert "an agency&#x27;s list" in page
    row = poor.child.verifications.get()
    assert (row.fact, row.how, row.value) == ("low_income", "agency", True)
    assert next(events(kind="verification"))["why"] == "SNAP list of 1 December"
    office.post(verified, {**data, "why": "another family's card", "take_back": "1"})
    assert not poor.child.verifications.exists()
    from citycompact.web.outbox.models import Message

    letter = Message.objects.get(key__startswith=f"taken-back:{poor.pk}:low_income:", channel="email")
    assert "another family's card" in letter.body
    # A second look takes nothing back, and writes nothing.
    office.post(verified, {**data, "why": "again", "take_back": "1"})
    assert Message.objects.filter(key__startswith="taken-back:").count() == 1


def test_nobody_verifies_the_child_that_he_acts_for(signed_in, poor):
    from citycompact.web.enrollment.models import Guardian
    from citycompact.web.site.models import User

    Guardian.objects.create(child=poor.child, user=User.objects.get(email="office@demo.example"))
    data = {"fact": "low_income", "how": "agency", "why": "I know it"}
    page = signed_in("office").post(address(poor, "verified/"), data, follow=True).content.decode()
    assert "You act for this child yourself" in page
    assert not poor.child.verifications.exists()


def test_another_name_takes_everything_away_that_was_verified(signed_in, application, school):
    """Verified children are not handed on: neither by their family nor, unseen, by the office."""
    from citycompact.web.enrollment.models import Claim
    from citycompact.web.enrollment.pages.office_forms import MendForm

    says(application, claims=[["sibling", school.pk]], facts={"low_income": True})
    child = application.child
    child.verifications.all().delete()
    child.verifications.create(fact="low_income", how="agency", value=True)
    Claim.objects.create(child=child, round_id="main", school=school, claim="sibling", state="approved")
    was = child.given_name
    family = signed_in("family")
    form = {
        "given_name": "Realkid",
        "family_name": "X",
        "birth_date": "2015-01-01",
        "grade": application.grade,
    }
    family.post(f"/family/application/{application.pk}/child/", form)
    family.post(f"/family/child/{child.pk}/start/", form)
    child.refresh_from_db()
    assert child.given_name == was
    page = family.get(f"/family/application/{application.pk}/child/").content.decode()
    assert "Call the enrollment office to correct them." in page
    content = application.last_version.content
    data = {k: v for k, v in MendForm.initial_of(content, child).items() if v not in (None, False)}
    data |= {"given_name": "Realkid", "why": "the birth certificate"}
    signed_in("office").post(address(application, "mend/"), data)
    child.refresh_from_db()
    assert child.given_name == "Realkid"
    assert not child.verifications.exists()
    assert child.claims.get(claim="sibling").state == "waiting"


@pytest.mark.parametrize(
    "data",
    [
        {"fact": "low_income", "how": "school"},
        {"fact": "low_income", "how": "self"},
        {"fact": "iep", "how": "document"},
        {"fact": "nonsense", "how": "document"},
        {"fact": "low_income", "how": "nonsense"},
        {},
    ],
)
def test_what_nobody_stated_or_the_office_cannot_know_is_not_verified(signed_in, poor, data):
    answer = signed_in("office").post(address(poor, "verified/"), {**data, "why": "because"})
    assert answer.status_code == 404
    assert not poor.child.verifications.exists()
    for who in ("auditor", "school", "family"):
        good = {"fact": "low_income", "how": "agency", "why": "x"}
        assert signed_in(who).post(address(poor, "verified/"), good).status_code == 403


def test_a_way_that_the_signed_rules_do_not_accept_is_said_and_not_kept(signed_in, poor):
    data = {"fact": "low_income", "how": "roster", "why": "a list of the school"}
    page = signed_in("office").post(address(poor, "verified/"), data, follow=True).content.decode()
    assert "do not accept this way" in page
    assert not poor.child.verifications.exists()


def test_what_was_not_sent_or_is_frozen_is_not_mended(signed_in, closed, application):
    office = signed_in("office")
    assert office.get(address(application, "mend/")).status_code == 200
    office.post("/decisions/match/main/freeze/")
    assert "Mend what was sent" not in office.get(address(application)).content.decode()
    from citycompact.web.enrollment.pages.office_forms import MendForm

    content = application.last_version.content
    data = {
        key: value
        for key, value in MendForm.initial_of(content, application.child).items()
        if value not in (None, False)
    }
    page = office.post(address(application, "mend/"), {**data, "why": "too late"}).content.decode()
    assert "The deadline has passed." in page
    assert application.versions.filter(channel="office").count() == 0


def test_a_letter_offers_a_change_only_as_long_as_there_can_be_one(application, family, monkeypatch):
    from citycompact.web.enrollment.letters import send_mended
    from citycompact.web.outbox.models import Message

    for now, offered in (("2027-01-20T09:00", True), ("2027-02-13T09:00", False)):
        monkeypatch.setenv("CITYCOMPACT_NOW", now)
        Message.objects.all().delete()
        send_mended(application.last_version, "A name was wrong.")
        body = Message.objects.get(user=family, key__startswith="mended:").body
        assert ("You can change your application until the deadline" in body) is offered
