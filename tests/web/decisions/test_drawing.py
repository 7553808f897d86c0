"""The draw is what signed rules say it is, in its one spelling, at its time on the city's clock."""

from __future__ import annotations

import datetime

import pytest
from carrying import carry, person, stands
from django.db import IntegrityError, transaction

from citycompact.facts import FactsError
from citycompact.record import commitment_sha256
from citycompact.record.drawing import Now
from citycompact.web.city import clock
from citycompact.web.city.clock import city_now
from citycompact.web.city.models import City
from citycompact.web.decisions import drawing, steps
from citycompact.web.decisions.steps import NotNow
from citycompact.web.enrollment.models import Round
from web_draws import SEED, enter_the_draw, signed_version, without_its_draw

pytestmark = pytest.mark.django_db

WORK = "/decisions/match/main/work/"


def page(client, language="en"):
    client.cookies["django_language"] = language
    return client.get(WORK).content.decode()


def under(version):
    """Choose another rulebook for the round."""
    Round.objects.filter(pk="main").update(rulebook=version)


ODD = [
    "",
    " ",
    "4 17 23 38 41 6",
    " 04 17 23 38 41 06",
    "04 17 23 38 41 06 ",
    "04  17 23 38 41 06",
    "04,17,23,38,41,06",
    "04-17-23-38-41-06",
    "04 17 23 38 41",
    "04 17 23 38 41 06 07",
    "04 17 23 38 41 50",
    "04 17 23 38 41 00",
    "04 17 23 38 41 41",
    "04\t17 23 38 41 06",
    "٠٤ 17 23 38 41 06",
    "04 17 23 38 41 0６",
]  # fmt: skip


@pytest.mark.parametrize("seed", ODD)
def test_a_result_that_is_spelled_otherwise_is_refused_with_an_example(signed_in, decision, seed):
    carry(decision, "frozen")
    said = enter_the_draw(signed_in("office"), seed=seed)
    example = drawing.rule_of(steps.kind_of(decision), decision, decision.round.rulebook).example()
    assert f"Write it as the rules say, such as “{example}”." in said
    assert (stands(decision), decision.attempts.exists()) == ("frozen", False)


def test_the_form_says_event_time_witnesses_and_one_example(signed_in, decision):
    carry(decision, "frozen")
    example = drawing.rule_of(steps.kind_of(decision), decision, decision.round.rulebook).example()
    for language, title in (("en", "Its result is spelled like this"), ("es", "Su resultado se escribe así")):
        said = page(signed_in("office"), language)
        for words in (title, example, "council chamber of Port Ellery", "the city clerk", "2027"):
            assert words in said, words


def test_nothing_is_drawn_before_its_time_and_a_demonstration_moves_its_clock(signed_in, decision):
    from citycompact.web.decisions.running import run_attempt
    from citycompact.web.site.trail import events

    carry(decision, "frozen")
    assert decision.steps.last().commitment["at"] == "2027-02-13T09:00"
    assert decision.steps.last().commitment["round"] == "main"
    office = signed_in("office")
    early = office.post(
        "/decisions/match/main/draw/", {"seed": SEED, "source": "balls"}, follow=True
    ).content.decode()
    assert "Wait for it: Public drawing of 12 March 2027" in early
    assert stands(decision) == "frozen"
    office.post("/decisions/match/main/clock/")
    assert City.objects.get().clock == "2027-03-12T10:00"
    assert "moved: this city is a demonstration" in page(office)
    event = next(events(kind="city"))
    assert (event["name_now"], event["content"]["clock"]) == ("Amina Yusuf", "2027-03-12T10:00")
    office.post("/decisions/match/main/draw/", {"seed": SEED, "source": "balls"})
    run = decision.attempts.get()
    run_attempt(run.pk)
    run.refresh_from_db()
    assert run.state == "done", run.error
    assert run.record["draw"]["clock_moved"] is True
    assert run.record["draw"]["round"] == "main"
    assert run.record["draw"]["committed_before"] is True
    assert "The clock of this demonstration had been moved." in page(office)


def test_a_real_city_has_no_such_button_and_its_clock_stays(signed_in, decision, monkeypatch):
    City.objects.update(demo=False)
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-12-31T10:00")
    # The machine's clock counts alone, which stands before the draw or after it.
    assert not city_now().moved
    here = datetime.datetime(2027, 2, 13, 9)
    monkeypatch.setattr(clock, "now_in", lambda _: Now(here))
    monkeypatch.setattr(clock.timezone, "now", lambda: here.replace(tzinfo=City.objects.get().zone_info))
    carry(decision, "frozen")
    office = signed_in("office")
    assert "/clock/" not in page(office)
    said = office.post("/decisions/match/main/clock/", follow=True).content.decode()
    assert "Only the clock of a demonstration can be moved" in said
    assert City.objects.get().clock == ""
    with pytest.raises(FactsError, match="2027-03-12T10:00"):
        steps.draw(decision, SEED, "balls", person("office"))
    with pytest.raises(IntegrityError), transaction.atomic():
        City.objects.update(clock="2027-03-12T10:00")


def test_the_clock_is_moved_by_the_office_alone_and_only_to_a_draw_that_is_awaited(signed_in, decision):
    office = signed_in("office")
    said = office.post("/decisions/match/main/clock/", follow=True).content.decode()
    assert "No draw is awaited here" in said
    carry(decision, "frozen")
    for who in ("auditor", "approver-district", "family", "school"):
        assert signed_in(who).post("/decisions/match/main/clock/").status_code == 403
    assert City.objects.get().clock == ""
    steps.move_clock(decision)
    with pytest.raises(NotNow, match="No draw is awaited"):
        steps.move_clock(decision)


@pytest.mark.parametrize("now", ["2027-03-12T10:00", "2027-03-12T10:01", "2028-01-01T00:00"])
def test_no_commitment_is_published_at_or_after_the_draw(signed_in, decision, monkeypatch, now):
    monkeypatch.setenv("CITYCOMPACT_NOW", now)
    assert "a commitment now would bind nothing" in page(signed_in("office"))
    with pytest.raises(NotNow, match="would bind nothing"):
        steps.freeze(decision, person("office"))
    assert stands(decision) == "open"
    assert "un compromiso ya no obligaría a nada" in page(signed_in("office"), "es")


def test_a_minute_before_the_draw_it_is_published(decision, monkeypatch):
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-03-12T09:59")
    steps.freeze(decision, person("office"))
    assert decision.steps.last().commitment["at"] == "2027-03-12T09:59"


def test_rules_without_a_draw_freeze_nothing_and_readiness_says_why(signed_in, decision):
    under(signed_version(without_its_draw()))
    assert "Add [enrollment.draw], and have it signed." in page(signed_in("office"))
    with pytest.raises(NotNow, match="does not say what is drawn"):
        steps.freeze(decision, person("office"))
    assert stands(decision) == "open"
    assert "Agregue [enrollment.draw]" in page(signed_in("office"), "es")


def test_a_round_that_the_rules_do_not_know_freezes_nothing(signed_in, decision):
    under(signed_version(('id = "main"', 'id = "second"')))
    assert "The rulebook has no round “main”. Name one of second." in page(signed_in("office"))
    with pytest.raises(NotNow, match="has no round"):
        steps.freeze(decision, person("office"))


@pytest.mark.parametrize("now", ["soon", "2027-13-45T99:99", "2027-02-13T09:00+00:00"])
def test_a_clock_that_is_none_is_said_and_nothing_is_frozen(signed_in, decision, monkeypatch, now):
    monkeypatch.setenv("CITYCOMPACT_NOW", now)
    assert "is not a time such as 2027-02-21T08:00." in page(signed_in("office"))
    with pytest.raises((NotNow, FactsError)):
        steps.freeze(decision, person("office"))
    assert stands(decision) == "open"


def test_what_if_runs_wait_for_the_official_one_under_a_signed_draw_too(signed_in, decision):
    carry(decision, "frozen")
    steps.move_clock(decision)
    office = signed_in("office")
    said = office.post("/decisions/match/main/what-if/", {"seed": SEED}, follow=True).content.decode()
    assert "What-if runs start after the official draw" in said
    assert not decision.attempts.exists()
    enter_the_draw(office)
    office.post("/decisions/match/main/what-if/", {"seed": "perhaps better"})
    what_if = decision.attempts.get(official=False)
    assert drawing.draw_of(what_if).round == "main"
    assert drawing.draw_of(what_if).clock_moved


def test_a_correction_keeps_its_draw_as_it_was_and_refuses_rules_of_another(decision):
    from citycompact.web.decisions.running import run_attempt

    carry(decision, "decided")
    steps.take(steps.locked(decision), "open", reason="a school gave a wrong number of seats")
    under(signed_version(("count = 6", "count = 7")))
    with pytest.raises(FactsError, match="7 numbers"):
        steps.freeze(decision, person("office"))
    under(decision.steps.get(to_state="frozen").rulebook)
    frozen = steps.freeze(decision, person("office"))
    assert frozen.commitment["at"] == "2027-03-12T10:00"
    assert frozen.commitment["corrects"] == commitment_sha256(
        decision.steps.filter(to_state="frozen")[0].commitment
    )
    assert frozen.commitment["changed"] == 0
    run = decision.attempts.first()
    run_attempt(run.pk)
    run.refresh_from_db()
    assert run.state == "done", run.error
    drawn = run.record["draw"]
    assert (drawn["seed"], drawn["round"], drawn["clock_moved"], drawn["committed_before"]) == (
        SEED, "main", True, False,
    )  # fmt: skip
    assert (drawn["corrected_at"], drawn["changed"]) == ("2027-03-12T10:00", 0)


def reopened(decision):
    """A decision that was drawn, and whose facts are open again; the draw stays."""
    carry(decision, "decided")
    steps.take(steps.locked(decision), "open", reason="a fact was wrong")


def test_a_corrected_round_of_the_site_is_verified_with_the_commitment_before(decision, tmp_path):
    """The same bundles that the site publishes, held against both commitments from outside."""
    import json

    from citycompact.web.decisions.folders import KeptFolder
    from citycompact.web.decisions.running import run_attempt
    from citycompact.web.enrollment.models import Verification
    from proven_rounds import verifier

    reopened(decision)
    assert Verification.objects.filter(fact="low_income").delete()[0]
    frozen = steps.freeze(decision, person("office"))
    again, before = decision.attempts.first(), decision.attempts.last()
    run_attempt(again.pk)
    again.refresh_from_db()
    assert again.state == "done", again.error
    files = {}
    for name, run in (("first", before), ("second", again)):
        KeptFolder.unpack(run.folder, tmp_path / name)
        files[name] = tmp_path / f"{name}.json"
        files[name].write_text(json.dumps(run.freeze.commitment))
    assert frozen.commitment["changed"] > 0
    words = ["--bundle", tmp_path / "second" / "audit", "--commitment", files["second"], "--seed", SEED]
    words += ["--corrected", files["first"], "--earlier", tmp_path / "first" / "audit"]
    code, said = verifier(*words)
    assert (code, said.split("\n")[0]) == (4, "CORRECTED AFTER THE DRAW"), said
    assert said.count("  Changed: ") == frozen.commitment["changed"]
    assert "approvals of the correction, by keys that are not tested: absent, and nothing here" in said


def test_a_correction_of_a_freeze_that_an_earlier_version_made_is_told_or_refused(decision, monkeypatch):
    """Earlier versions gave a correction no time, and before that bound less."""
    from citycompact.record import commit, commitment_sha256

    def as_before(kind, earlier, facts, agreed, seed):
        return commit(kind.decision, facts, agreed, round_id="main")

    reopened(decision)
    sealed = decision.steps.get(to_state="frozen")
    with monkeypatch.context() as old:
        old.setattr(steps, "_correction", as_before)
        first = steps.freeze(decision, person("office"))
    assert (first.commitment["at"], "corrects" in first.commitment) == ("", False)
    steps.take(steps.locked(decision), "open", reason="again")
    # What was frozen meanwhile and withdrawn is nothing that was sealed before the draw.
    second = steps.freeze(decision, person("office"))
    assert second.commitment["corrects"] == commitment_sha256(sealed.commitment)
    steps.take(steps.locked(decision), "open", reason="void", content={"draw_void": True})
    old_format = {"commitment": {"format": "citycompact commitment 2"}}
    steps.take(steps.locked(decision), "frozen", content=old_format)
    steps.take(steps.locked(decision), "drawn", content={"seed": SEED, "source": "x", "round": "main"})
    steps.take(steps.locked(decision), "open", reason="once more")
    with pytest.raises(FactsError, match="was published by an earlier version"):
        steps.freeze(decision, person("office"))
    assert stands(decision) == "open"
