"""Four made-up cities to compare with: the same each time, sound, and each with another fate."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citycompact.compact import ProgressRules, check, decide, from_files, progress_of, tally, to_files
from citycompact.compact.demo import example_cities
from small_compacts import DAY


def test_they_say_that_they_are_made_up_and_are_the_same_every_time():
    assert all(city.synthetic and "(synthetic)" in city.name for city in example_cities(DAY))
    assert example_cities(DAY) == example_cities(DAY)


@given(st.dates(datetime.date(2020, 1, 1), datetime.date(2060, 12, 31)))
@settings(max_examples=15)
def test_on_every_day_they_are_sound_and_every_status_has_its_evidence(today):
    for city in example_cities(today):
        result = decide(city, ProgressRules())
        assert progress_of(result).refused == ()
        assert check(city, ProgressRules(), result).holds
        assert max(change.on for change in city.status_changes) <= today
        from_files(to_files(city))


@pytest.mark.parametrize("number", range(4))
def test_what_stalled_or_was_dropped_has_a_barrier_and_an_attempt_against_it(number):
    city = example_cities(DAY)[number]
    stuck = {c.promise_id for c in city.status_changes if c.status in ("stalled", "dropped")}
    assert {row.promise_id for row in city.blocked_promises} == stuck
    assert {a.barrier_id for a in city.attempts} == {b.barrier_id for b in city.barriers}


def test_no_two_fared_alike():
    counts = [
        tuple(tally(city, progress_of(decide(city, ProgressRules()))).all.values())
        for city in example_cities(DAY)
    ]
    assert len(set(counts)) == 4
