"""The nightly job."""

from __future__ import annotations

import pytest

from citycompact.web.city.models import City

pytestmark = pytest.mark.django_db


def test_the_nightly_job_does_both():
    from citycompact.web.compact.models import Measurement
    from citycompact.web.compact.nightly import compact_at_night

    Measurement.objects.filter(on=City.today()).delete()
    compact_at_night(0)
    assert Measurement.objects.filter(on=City.today(), indicator="shared_seats").exists()
