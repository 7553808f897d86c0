"""An amendment waits for the approvers of each sector until it has spoken."""

from __future__ import annotations

import datetime

import pytest

from citycompact.web.city.models import City
from citycompact.web.compact.models import AmendmentProposal, Promise

pytestmark = pytest.mark.django_db


def count(client):
    """How many amendments wait by the first page."""
    said = [item.words for item, _days in client.get("/desk/").context["waiting"]]
    return sum(int(words.split()[0]) for words in said if "amendment" in words)


def test_an_amendment_waits_for_each_sector_until_it_has_spoken(signed_in):
    district, charter = signed_in("approver-district"), signed_in("approver-charter")
    AmendmentProposal.objects.filter(state=AmendmentProposal.State.OPEN).update(state="withdrawn")
    assert count(district) == count(charter) == 0
    found = Promise.objects.get(pk="space")
    later = (City.today() + datetime.timedelta(days=500)).isoformat()
    given = {"made_on": found.made_on.isoformat(), "due_on": later, "reason": "The state was late."}
    signed_in("steward").post("/compact/promise/space/terms/promises/space/", given)
    assert count(district) == count(charter) == 1
    number = AmendmentProposal.objects.latest("pk").pk
    district.post(f"/compact/amendments/{number}/", {"approve": "1"})
    assert (count(district), count(charter)) == (0, 1)
    assert count(signed_in("office")) == 0
    charter.post(f"/compact/amendments/{number}/", {"approve": "1"})
    assert count(charter) == 0
