"""Before the deadline a family is written to once, where something that it sent does not count yet."""

from __future__ import annotations

import pytest

from applying import says

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
