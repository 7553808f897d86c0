"""Steps of setting up: each is missing until it is there."""

from __future__ import annotations

import pytest

from emptied_site import member
from moved_city import load

pytestmark = pytest.mark.django_db


def test_each_step_says_what_is_missing(package):
    from citycompact.web.city.models import City
    from citycompact.web.declarations import setup_steps

    City.objects.create(city_id="port-ellery", name="Port Ellery", demo=True)
    assert [step.place for step in setup_steps() if step.state().done] == [10]
    load(package)
    after = {step.place: step.state() for step in setup_steps()}
    assert [place for place, state in after.items() if not state.done] == [70, 90]
    assert "have not approved the seats" in after[30].words
    assert "No approver yet of: charter, district" in after[70].words
    for sector in ("charter", "district"):
        member(f"{sector}@x.example", "approver", sector=sector)
    assert {step.place: step.state().done for step in setup_steps()}[70]
