"""A round's times are those of its signed rules, and what both sectors decided in public; nobody's else."""

from __future__ import annotations

import datetime

import pytest

from applying import new_application
from web_draws import NEXT_DRAW, signed_version
from web_measures import decide

pytestmark = pytest.mark.django_db

WORK, PUBLIC = "/decisions/match/main/work/", "/decisions/match/main/"


def propose(client, name, at="", reason="Because."):
    data = {"measure": name, "at": at, "reason": reason}
    return client.post("/decisions/match/main/measure/", data, follow=True).content.decode()


def test_the_rounds_times_are_the_signed_ones(round_):
    from citycompact.web.enrollment.taking import differing

    signed = round_.rulebook.rules().rounds[0]
    assert round_.closes_at.replace(tzinfo=None) != signed.closes, "it is kept in UTC"
    zone = datetime.timezone(datetime.timedelta(hours=-5))
    assert round_.closes_at.astimezone(zone).replace(tzinfo=None) == signed.closes
    assert round_.results_on == signed.results_at.date()
    assert differing(round_) == []


@pytest.mark.parametrize("column", ["opens_at", "closes_at", "late_until"])
def test_a_time_that_somebody_set_past_the_pages_stops_the_freeze(signed_in, closed, column):
    value = datetime.datetime(2027, 2, 11, tzinfo=datetime.UTC)
    type(closed).objects.filter(pk=closed.pk).update(**{column: value})
    office = signed_in("office")
    said = "not those of its signed rules and public steps"
    assert said in office.get(WORK).content.decode()
    assert said in office.post("/decisions/match/main/freeze/", follow=True).content.decode()
    office.post(
        "/office/round/main/edit/",
        {"name": "Main", "rulebook": closed.rulebook_id, "opens_at": "2020-01-01T00:00"},
    )
    assert said not in office.get(WORK).content.decode()


def test_the_office_cannot_type_a_date_in(signed_in, round_):
    page = signed_in("office").get("/office/round/main/edit/").content.decode()
    assert 'name="closes_at"' not in page
    assert 'name="rulebook"' in page


def test_closing_early_takes_both_sectors_and_is_public(signed_in, round_, client, monkeypatch):
    office = signed_in("office")
    page = propose(office, "close", "2026-12-05T18:00", "Every school is full, say both sectors.")
    assert "The round closes earlier than its rules say: Dec. 5, 2026, 6 p.m." in page
    public = client.get(PUBLIC).content.decode()
    assert "Every school is full, say both sectors." in public
    proposal = round_.decision.proposals.get(measure="close")
    signed_in("approver-district").post(f"/decisions/proposal/{proposal.pk}/", {"word": "approve"})
    round_.refresh_from_db()
    assert round_.closes_at.year == 2027, "one sector alone closes nothing"
    signed_in("approver-charter").post(f"/decisions/proposal/{proposal.pk}/", {"word": "approve"})
    round_.refresh_from_db()
    assert f"{round_.closes_at:%Y-%m-%dT%H:%M}" == "2026-12-05T23:00"
    client.cookies["django_language"] = "es"
    assert "La ronda cierra antes de lo que dicen sus reglas" in client.get(PUBLIC).content.decode()
    family = signed_in("family")
    new_application(family)
    monkeypatch.setenv("CITYCOMPACT_NOW", "2026-12-05T18:01")
    assert "No round is open" in family.get("/family/add/", follow=True).content.decode()


def test_reopening_lies_before_the_draw(signed_in, closed, monkeypatch):
    office = signed_in("office")
    for at, said in (
        ("2027-03-12T10:00", "whoever applies later could know it"),
        ("2027-02-01T00:00", "Give a time that lies ahead."),
        ("", "Give the day and the time."),
        ("next week", "Give the day and the time."),
        ("2027-02-20T18:00:00+01:00", "Give the day and the time."),
    ):
        assert said in propose(office, "reopen", at), at
    assert not closed.decision.proposals.filter(measure="reopen").exists()
    assert "the reason is public" in propose(office, "reopen", "2027-02-20T18:00", " ")
    decide(closed, "reopen", "2027-02-20T18:00", "The site was down on the last day.")
    assert closed.takes_applications()
    assert new_application(signed_in("family"))
    page = office.post("/decisions/match/main/freeze/", follow=True).content.decode()
    assert "The round is still open for families." in page
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-02-20T18:01")
    closed.refresh_from_db()
    assert not closed.takes_applications()


def test_a_measure_whose_time_passed_while_it_waited_is_not_taken(signed_in, closed, monkeypatch):
    propose(signed_in("office"), "reopen", "2027-02-14T18:00")
    proposal = closed.decision.proposals.get(measure="reopen")
    signed_in("approver-district").post(f"/decisions/proposal/{proposal.pk}/", {"word": "approve"})
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-02-15T09:00")
    answer = signed_in("approver-charter").post(
        f"/decisions/proposal/{proposal.pk}/", {"word": "approve"}, follow=True
    )
    assert "Give a time that lies ahead." in answer.content.decode()
    closed.refresh_from_db()
    assert (closed.closes_at.month, closed.closes_at.day) == (2, 13)


def test_no_measure_after_the_freeze_and_none_that_does_not_exist(signed_in, closed):
    office = signed_in("office")
    assert "It stands at" in propose(office, "nonsense", "2027-02-20T18:00")
    office.post("/decisions/match/main/freeze/")
    assert "It stands at" in propose(office, "late", "2027-02-20T18:00")
    assert "measure" not in str(closed.decision.steps.last().content)
    for who in ("auditor", "approver-district", "family", "school"):
        assert signed_in(who).post("/decisions/match/main/measure/", {"measure": "late"}).status_code == 403


def test_a_round_is_opened_once_under_rules_that_all_have_signed(signed_in, monkeypatch):
    from citycompact.web.enrollment.models import Round
    from citycompact.web.rulebooks.models import RulebookSignature

    office = signed_in("office")
    version = signed_version(('id = "main"', 'id = "second"'), NEXT_DRAW)
    bad = office.post("/office/new-round/", {"round_id": "third", "name": "X", "rulebook": version.pk})
    assert "The rulebook has no round “third”; it has: second." in bad.content.decode()
    made = office.post("/office/new-round/", {"round_id": "second", "name": "Second", "rulebook": version.pk})
    assert made.status_code == 302
    round_ = Round.objects.get(pk="second")
    assert (round_.state, round_.results_on.isoformat()) == ("setup", "2027-03-19")
    digest = version.read().section_digest("enrollment")
    signatures = RulebookSignature.objects.filter(section_sha256=digest, sector="charter")
    kept = list(signatures)
    signatures.delete()
    data = {"measure": "open", "reason": "Seats are set."}
    said = office.post("/decisions/match/second/measure/", data, follow=True).content.decode()
    assert "The charter sector has not signed the section [enrollment]." in said
    RulebookSignature.objects.bulk_create(kept)
    decide(round_, "open")
    assert round_.state == "open"
    said = office.post("/decisions/match/second/measure/", data, follow=True).content.decode()
    assert "The round was opened already." in said


def test_an_opened_round_takes_no_rulebook_that_a_sector_has_not_signed(signed_in, round_):
    from citycompact.web.rulebooks.models import RulebookSignature

    version = signed_version(("closes = 2027-02-12T23:59:00", "closes = 2027-02-19T23:59:00"))
    RulebookSignature.objects.filter(
        section_sha256=version.read().section_digest("enrollment"), sector="charter"
    ).delete()
    page = signed_in("office").post("/office/round/main/edit/", {"name": "Main", "rulebook": version.pk})
    assert "The charter sector has not signed" in page.content.decode()
    round_.refresh_from_db()
    assert round_.rulebook_id != version.pk
