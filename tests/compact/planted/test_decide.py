"""Bugs in which status a promise has."""

import pytest

from citycompact.compact import facts as f
from planted_in_compact import fault, is_caught_as_it_says
from small_compacts import ago, compact

FILE = "decide.py"
STATUS = "statuses_rest_on_evidence"
REFUSED = "refused_changes_are_listed"


def changed(*evidence):
    """A change to done ten days ago, on evidence e."""
    return compact(evidence=evidence, status_changes=(f.StatusChange("one", ago(10), "done", "e"),))


def never(right):
    return lambda change, index, rules: ""


def but_for(reason):
    """Overlook one reason to refuse."""

    def plant(right):
        return lambda *given: "" if right(*given) == reason else right(*given)

    return plant


def first_colour(right):
    def status(promise, name, change, raised, index):
        return right(promise, name, change, raised[-1:], index)

    return status


FAULTS = (
    fault(
        "a status counts without its evidence",
        FILE,
        "decide.refusal",
        never,
        changed(f.Evidence("e", "interview", ago(20), "I", "one")),
        STATUS,
        REFUSED,
    ),
    fault(
        "evidence counts that came after the change which rests on it",
        FILE,
        "decide.refusal",
        but_for("evidence_not_there"),
        changed(f.Evidence("e", "resolution", ago(5), "R", "one")),
        STATUS,
        REFUSED,
    ),
    fault(
        "the colour is that of the last flag, and not of the worst",
        FILE,
        "decide._status",
        first_colour,
        compact(
            tenures=(),
            milestones=(f.Milestone("one", 1, "M", ago(20)),),
        ),
        "colours_follow_from_flags",
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
