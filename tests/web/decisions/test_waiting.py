"""Approvers see what waits for their sector's word; the office which decision waits for its next step."""

from __future__ import annotations

import pytest
from carrying import approver, carry, person, result_proposal

from citycompact.web.decisions.proposals import give_verdict, propose_measure

pytestmark = pytest.mark.django_db


def words(client):
    """What waits of the round; the demo's compact has an amendment that waits beside it."""
    return [item.words for item, _days in waiting(client)]


def waiting(client):
    return [(item, days) for item, days in client.get("/desk/").context["waiting"] if "main" in item.address]


def test_a_result_waits_for_each_sector_until_it_has_spoken(decision, signed_in):
    district, charter, office = (
        signed_in(who) for who in ("approver-district", "approver-charter", "office")
    )
    assert [words(client) for client in (district, charter)] == [[], []]
    carry(decision, "decided")
    said = [f"{decision}: your sector's word on “approved by every sector”"]
    assert [words(client) for client in (district, charter)] == [said, said]
    give_verdict(result_proposal(decision), approver("district"), True)
    assert [words(client) for client in (district, charter)] == [[], said]
    assert words(office) == []
    ((item, _days),) = waiting(charter)
    assert charter.get(item.address).status_code == 200
    give_verdict(result_proposal(decision), approver("charter"), True)
    assert words(charter) == []
    assert words(office) == [f"{decision}: approved, and not published yet"]


def test_the_office_reads_which_step_is_next_and_until_when(decision, signed_in):
    office = signed_in("office")
    carry(decision, "frozen")
    ((item, days),) = waiting(office)
    assert item.words == f"{decision}: sealed; its draw is entered next"
    assert days == "in 27 days"
    assert words(signed_in("school")) == []


def test_a_refusal_waits_for_the_office_and_no_longer_for_a_sector(decision, signed_in):
    carry(decision, "refused")
    assert words(signed_in("office")) == [f"{decision}: a sector has refused the result"]
    assert words(signed_in("approver-district")) == []


def test_a_measure_is_named_by_what_it_does(decision, signed_in):
    propose_measure(decision, "late", "2027-02-20T12:00", person("office"), "Letters came late.")
    (said,) = words(signed_in("approver-district"))
    assert "The enrollment office takes late applications until Feb. 20, 2027" in said
