"""The days ahead: those of the signed rules, the soonest first, and none that has passed."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def ahead(client, name="School year 2027-28"):
    parts = client.get("/desk/").context["parts"]
    dates = [item for part in parts for item in part.get("dates", ())]
    assert [item["at"] for item in dates] == sorted(item["at"] for item in dates)
    return [(item["what"], item["days"]) for item in dates if item["round"].name == name]


@pytest.mark.parametrize(
    ("now", "first"),
    [
        ("2026-11-10T10:00", ("Applications open", "in 6 days")),
        ("2026-12-01T10:00", ("Applications close", "in 73 days")),
        ("2027-02-11T23:59", ("Applications close", "in 1 day")),
        ("2027-02-12T23:59", ("Applications close", "today")),
        ("2027-02-13T00:00", ("Applications have to be sealed before the draw", "in 27 days")),
    ],
)
def test_the_next_day_is_the_first_that_has_not_passed(signed_in, monkeypatch, now, first):
    monkeypatch.setenv("CITYCOMPACT_NOW", now)
    for who in ("office", "school", "operator", "approver-district"):
        assert ahead(signed_in(who))[0] == first


def test_once_sealed_the_draw_is_next_and_once_published_the_answers(signed_in, drawn, closed):
    from citycompact.web.decisions import steps
    from citycompact.web.decisions.proposals import give_verdict
    from citycompact.web.site.models import User

    named = [what for what, _days in ahead(signed_in("office"))]
    assert named == ["Draw", "Results", "Last day for families to answer"]
    proposal = drawn.decision.proposals.get(to_state="approved")
    for sector in ("district", "charter"):
        give_verdict(proposal, User.objects.get(email=f"{sector}@demo.example"), True)
    steps.publish(drawn.decision, User.objects.get(email="office@demo.example"))
    named = [what for what, _days in ahead(signed_in("office"))]
    assert named == ["Last day for families to answer"]


def test_before_there_is_a_day_the_part_is_not_there(signed_in, monkeypatch):
    monkeypatch.setenv("CITYCOMPACT_NOW", "2031-01-01T00:00")
    assert "Days ahead" not in signed_in("office").get("/desk/").content.decode()
