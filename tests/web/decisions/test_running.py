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


def test_a_job_that_is_delivered_again_after_the_end_changes_nothing(decision):
    from citycompact.web.decisions.running import run_attempt

    carry(decision, "decided")
    attempt, steps = decision.attempts.get(), decision.steps.count()
    run_attempt(attempt.pk)
    again = decision.attempts.get()
    assert (again.state, again.finished_at, decision.steps.count()) == ("done", attempt.finished_at, steps)
    assert decision.proposals.count() == 1
