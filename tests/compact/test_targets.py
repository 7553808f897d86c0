"""How far an indicator has come: measured from the day of its baseline on, up or down."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from citycompact.compact import ProgressRules, decide, progress_of
from citycompact.compact import facts as f
from citycompact.compact.index import Index
from citycompact.compact.targets import share_of_way, target_progress
from small_compacts import DAY, ago, measured

values = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


def progress(facts):
    return progress_of(decide(replace(facts, as_of=DAY), ProgressRules())).of("one")


def test_progress_is_the_share_of_the_way():
    (target,) = progress(measured(12.0, 15.0)).targets
    assert (target.value, target.share, target.before) == (15.0, 0.5, 0.2)


def aim(baseline, target):
    return f.Target("one", "i", "", baseline, ago(300), target)


@given(values, values)
def test_the_way_begins_at_the_baseline_and_ends_at_the_target(baseline, target):
    assume(baseline != target)
    way = aim(baseline, target)
    assert share_of_way(way, baseline) == 0
    assert share_of_way(way, target) == 1


@given(values, values, values, values)
def test_nearer_to_the_target_is_further_on_the_way_up_or_down(baseline, target, one, other):
    assume(baseline != target)
    way = aim(baseline, target)
    if (one - other) * (target - baseline) > 0:
        assert share_of_way(way, one) >= share_of_way(way, other)


@pytest.mark.parametrize(("value", "share"), [(7.0, 1.0), (6.9, 0.0), (7.1, 0.0)])
def test_a_target_equal_to_its_baseline_is_a_level_to_hold(value, share):
    assert share_of_way(aim(7.0, 7.0), value) == share


def of(facts):
    return target_progress("one", Index.of(facts, DAY))


def test_without_a_measurement_nothing_is_said():
    (found,) = of(measured())
    assert (found.value, found.measured_on, found.share, found.before) == (None, None, None, None)


def test_what_was_measured_before_the_baseline_or_after_today_does_not_count():
    facts = measured(12.0)
    more = tuple(f.Measurement("i", "", day, 99.0, "s") for day in (ago(301), ago(-1)))
    (found,) = of(replace(facts, measurements=facts.measurements + more))
    assert (found.value, found.before) == (12.0, None)
    on_the_day = replace(facts, measurements=(f.Measurement("i", "", ago(300), 10.0, "s"),))
    assert of(on_the_day)[0].share == 0


def test_the_measurement_before_is_the_latest_of_another_value():
    (found,) = of(measured(11.0, 14.0, 12.0, 12.0))
    assert (found.value, found.before) == (12.0, pytest.approx(0.4))


def test_each_group_is_measured_by_itself_and_another_promise_not_at_all():
    facts = measured(12.0)
    two = replace(facts.targets[0], group="charter")
    other = replace(facts.targets[0], promise_id="two")
    charter = f.Measurement("i", "charter", ago(20), 20.0, "s")
    found = of(
        replace(facts, targets=(two, other, facts.targets[0]), measurements=(*facts.measurements, charter))
    )
    assert [(item.promise_id, item.group, item.share) for item in found] == [
        ("one", "", pytest.approx(0.2)),
        ("one", "charter", 1.0),
    ]
