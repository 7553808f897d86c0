"""Computed indicators agree with the database and leave a history of changes."""

from __future__ import annotations

import datetime

import pytest

from citycompact.web.city.models import City

pytestmark = pytest.mark.django_db


def test_a_second_run_on_the_same_day_changes_nothing():
    from citycompact.web.compact.computed_indicators import recompute
    from citycompact.web.compact.models import Measurement

    today = City.today()
    before = set(Measurement.objects.values_list("indicator", "group", "on", "value"))
    assert recompute(today) > 10
    assert recompute(today + datetime.timedelta(days=1)) == 0
    assert set(Measurement.objects.values_list("indicator", "group", "on", "value")) == before


def test_the_indicator_agrees_with_a_count_in_the_database():
    from citycompact.web.compact.models import Measurement
    from citycompact.web.enrollment.models import Outcome

    outcomes = Outcome.objects.filter(attempt__decision__name="last-year", attempt__official=True)
    share = outcomes.filter(choice_rank__lte=3).count() / outcomes.count()
    measurement = Measurement.objects.get(indicator="first_to_third", group="", on=City.today())
    assert measurement.value == pytest.approx(share, abs=1e-6)
