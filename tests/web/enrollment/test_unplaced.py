"""Applications whose address was not found: as they were sent, and no others."""

from __future__ import annotations

import pytest

from applying import says

pytestmark = pytest.mark.django_db

NOWHERE = {"latitude": None, "longitude": None, "zone": None}


@pytest.mark.parametrize(
    ("said", "listed"),
    [
        ({"address": "12 Nowhere Lane", **NOWHERE}, True),
        ({"address": "", **NOWHERE}, False),
        ({"address": "12 Nowhere Lane", **NOWHERE, "zone": "Z1"}, False),
        ({"address": "12 Nowhere Lane", **NOWHERE, "latitude": 40.0, "longitude": -80.0}, False),
    ],
)
def test_an_address_without_a_place_is_listed_as_long_as_it_counts(application, round_, said, listed):
    from citycompact.web.enrollment.drafts import change
    from citycompact.web.enrollment.unplaced import unplaced

    assert not unplaced(round_).exists()
    change(application, **said)
    assert not unplaced(round_).exists(), "a draft counts nowhere"
    says(application, **said)
    assert list(unplaced(round_)) == ([application] if listed else [])
    type(application).objects.filter(pk=application.pk).update(state="withdrawn")
    assert not unplaced(round_).exists()
