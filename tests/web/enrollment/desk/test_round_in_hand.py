"""Which round staff work on, and until when something of it is in time."""

from __future__ import annotations

import datetime

import pytest

pytestmark = pytest.mark.django_db


def test_it_is_the_open_one_and_after_it_the_newest_that_was_opened(round_):
    from citycompact.web.enrollment.desk.round_in_hand import round_before, round_in_hand
    from citycompact.web.enrollment.models import Round

    assert round_in_hand() == round_
    assert round_before(round_).pk == "last-year"
    assert round_before(Round.objects.get(pk="last-year")) is None
    Round.objects.filter(pk=round_.pk).update(opened_at=None)
    assert round_in_hand().pk == "last-year", "what is being set up is not in hand"
    Round.objects.update(opened_at=None)
    assert round_in_hand() is None


def test_what_is_mended_is_in_time_until_the_deadline_and_then_until_the_draw(round_, monkeypatch):
    from citycompact.web.city.models import City
    from citycompact.web.enrollment.desk.round_in_hand import drawn_at, in_time_until

    draw = datetime.datetime(2027, 3, 12, 10, tzinfo=City.objects.get().zone_info)
    assert drawn_at(round_) == draw
    assert in_time_until(round_) == round_.closes_at
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-02-13T00:00")
    assert in_time_until(round_) == draw
    round_.rulebook = None
    assert in_time_until(round_) is None
