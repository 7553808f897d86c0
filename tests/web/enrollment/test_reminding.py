"""Before the deadline a family is written to once where something that it sent does not count yet, and once
where something is not sent."""

from __future__ import annotations

import pytest

from applying import new_application, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(family):
    from citycompact.web.outbox.models import Message

    return Message.objects.filter(user=family, key__startswith="unverified:main:", channel="email")


@pytest.fixture
def poor(application):
    application.child.verifications.all().delete()
    says(application, facts={"low_income": True}, current_school_id=None, claims=[])
    return application


def at(monkeypatch, moment):
    from citycompact.web.enrollment.reminding import remind

    monkeypatch.setenv("CITYCOMPACT_NOW", moment)
    return remind()


def test_a_family_is_reminded_once_and_in_its_language(monkeypatch, family, poor, letters):
    family.language = "es"
    family.save()
    assert at(monkeypatch, "2027-02-05T23:58") == 0
    at(monkeypatch, "2027-02-06T04:23")
    letter = letters.get()
    assert "que su familia tiene bajos ingresos" in letter.body
    assert str(poor.child) in letter.body
    assert letter.subject == "Algo de su solicitud de escuela todavía no cuenta"
    at(monkeypatch, "2027-02-07T04:23")
    assert letters.count() == 1


def test_nobody_is_written_to_where_all_counts_or_nothing_was_sent(monkeypatch, poor, letters):
    poor.child.verifications.create(fact="low_income", how="agency", value=True)
    at(monkeypatch, "2027-02-10T04:23")
    assert not letters.exists()
    poor.child.verifications.all().delete()
    poor.state = "withdrawn"
    poor.save()
    at(monkeypatch, "2027-02-10T04:23")
    assert not letters.exists()


def test_after_the_deadline_and_in_a_round_that_is_not_open_nobody_is_written_to(monkeypatch, poor, letters):
    assert at(monkeypatch, "2027-02-13T00:00") == 0
    assert not letters.exists()
    poor.round.opened_at = None
    poor.round.save()
    assert at(monkeypatch, "2027-02-10T04:23") == 0


@pytest.fixture
def unsent(family):
    from citycompact.web.outbox.models import Message

    return Message.objects.filter(user=family, key__startswith="unsent:main:", channel="email")


def test_whoever_has_not_sent_something_is_reminded_once_in_one_letter(
    monkeypatch, signed_in, application, unsent
):
    from citycompact.web.enrollment.answers import change

    begun = new_application(signed_in("family"), given_name="Begun")
    change(application, address="77 Another Street")
    at(monkeypatch, "2027-02-09T23:58")
    assert not unsent.exists()
    at(monkeypatch, "2027-02-10T04:23")
    at(monkeypatch, "2027-02-11T04:23")
    body = unsent.get().body
    assert str(begun.child) in body.split("begun and never sent")[0].splitlines()[-2]
    assert str(application.child) in body
    assert "You have changes you have not sent." in body


def test_of_what_is_sent_or_withdrawn_nobody_is_reminded(monkeypatch, signed_in, application, unsent):
    at(monkeypatch, "2027-02-10T04:23")
    assert not unsent.exists()
    withdrawn = new_application(signed_in("family"))
    withdrawn.state = "withdrawn"
    withdrawn.save()
    at(monkeypatch, "2027-02-11T04:23")
    assert not unsent.exists()
