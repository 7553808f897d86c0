"""Who sees the work on a decision, and who takes its steps."""

from __future__ import annotations

import pytest
from carrying import carry, result_proposal, stands

pytestmark = pytest.mark.django_db

WORK = "/decisions/match/main/work/"


def said(response) -> str:
    """What a page says, followed to where it leads."""
    return response.content.decode()


def post(client, path, data=None):
    return said(client.post(f"/decisions/match/main/{path}/", data or {}, follow=True))


def test_every_step_is_taken_by_its_own_people_alone(signed_in, decision):
    carry(decision, "decided")
    proposal = result_proposal(decision)
    for who in ("family", "school", "operator", "auditor", "approver-district", "steward"):
        client = signed_in(who)
        for path in ("freeze", "draw", "run-again", "what-if", "propose", "ask-again", "publish"):
            assert client.post(f"/decisions/match/main/{path}/").status_code == 403, (who, path)
    for who in ("family", "school", "operator", "auditor", "office", "steward"):
        answer = signed_in(who).post(f"/decisions/proposal/{proposal.pk}/", {"word": "approve"})
        assert answer.status_code == 403, who
    assert (stands(decision), proposal.verdicts.count()) == ("decided", 0)


def test_who_reads_the_work_and_who_does_not(signed_in, decision):
    carry(decision, "decided")
    attempt = decision.attempts.get()
    pages = (WORK, f"/decisions/run/{attempt.pk}/", f"/decisions/run/{attempt.pk}/report/")
    for page in pages:
        for who in ("office", "auditor", "approver-charter"):
            assert signed_in(who).get(page).status_code == 200, (who, page)
        for who in ("family", "school", "operator", "steward"):
            assert signed_in(who).get(page).status_code == 403, (who, page)
