"""Bugs in how far an indicator has come."""

from dataclasses import replace

import pytest

from citycompact.compact import facts as f
from planted_in_compact import fault, is_caught_as_it_says
from small_compacts import ago, measured

FILE = "targets.py"
TARGETS = "targets_are_measured"
ALL = (TARGETS, "flags_follow_from_rules", "colours_follow_from_flags")
FALLING = measured(18.0, 16.0, baseline=20.0, target=10.0)


def from_nought(right):
    return lambda target, value: value / target.target


def only_upwards(right):
    return lambda target, value: abs(right(target, value))


def since_ever(right):
    def progress(promise_id, index):
        targets = [replace(t, baseline_on=ago(10_000)) for t in index.targets[promise_id]]
        return right(promise_id, replace(index, targets={promise_id: targets}))

    return progress


EARLIER = replace(measured(), measurements=(f.Measurement("i", "", ago(301), 14.0, "s"),))

FAULTS = (
    fault(
        "a share is counted from nought, and not from the baseline",
        FILE,
        "targets.share_of_way",
        from_nought,
        FALLING,
        *ALL,
    ),
    fault(
        "a step away from the target counts as one towards it",
        FILE,
        "targets.share_of_way",
        only_upwards,
        measured(9.9),
        *ALL,
    ),
    fault(
        "what was measured before the baseline counts",
        FILE,
        "decide.target_progress",
        since_ever,
        EARLIER,
        TARGETS,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
