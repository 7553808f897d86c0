"""A run decides on what was frozen, whatever changes on the site meanwhile."""

from __future__ import annotations

import pytest
from carrying import carry, stands

pytestmark = pytest.mark.django_db


def test_a_signers_key_that_is_changed_after_the_freeze_changes_nothing_of_the_record(decision):
    from citycompact.web.city.models import City
    from citycompact.web.decisions.running import run_attempt

    carry(decision, "drawn")
    before = City.objects.get().signers
    City.objects.update(signers=[{**signer, "name": "Somebody else", "public_key": ""} for signer in before])
    run_attempt(decision.attempts.get().pk)
    assert stands(decision) == "decided", decision.attempts.get().error
    section = decision.attempts.get().record["sections"]["enrollment"]
    assert {item["name"] for item in section["signed_by"]} == {
        signer["name"] for signer in before if signer["sector"] in ("district", "charter")
    }
    assert section["not_signed_by"] == []


def test_a_run_whose_program_fails_has_failed_and_is_run_again(decision, monkeypatch, caplog, signed_in):
    from citycompact.web.decisions import running

    carry(decision, "drawn")
    attempt = decision.attempts.get()
    with monkeypatch.context() as broken:
        broken.setattr(running, "_task", lambda *_: 1 / 0)
        running.run_attempt(attempt.pk)
    failed = decision.attempts.get()
    assert (failed.state, stands(decision)) == ("failed", "drawn")
    assert "ZeroDivisionError" in caplog.text
    page = signed_in("office").get("/decisions/match/main/work/").content.decode()
    assert "The program failed, and nothing was decided." in page or "Run it again" in page
    assert signed_in("office").post("/decisions/match/main/run-again/").status_code == 302
    running.run_attempt(decision.attempts.get(state="waiting").pk)
    assert stands(decision) == "decided"


def test_a_database_that_goes_away_fails_no_run(decision, monkeypatch):
    from django.db import OperationalError

    from citycompact.web.decisions import running

    carry(decision, "drawn")
    attempt = decision.attempts.get()

    def gone(*_):
        raise OperationalError("the connection is closed")

    with monkeypatch.context() as broken:
        broken.setattr(running, "_task", gone)
        with pytest.raises(OperationalError):
            running.run_attempt(attempt.pk)
    running.run_attempt(attempt.pk)
    assert stands(decision) == "decided"


def test_a_job_that_is_delivered_again_after_the_end_changes_nothing(decision):
    from citycompact.web.decisions.running import run_attempt

    carry(decision, "decided")
    attempt, steps = decision.attempts.get(), decision.steps.count()
    run_attempt(attempt.pk)
    again = decision.attempts.get()
    assert (again.state, again.finished_at, decision.steps.count()) == ("done", attempt.finished_at, steps)
    assert decision.proposals.filter(measure="").count() == 1
