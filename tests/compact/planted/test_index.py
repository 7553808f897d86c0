"""Bugs in what is known on a day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from citycompact.compact import facts as f
from planted_in_compact import fault, is_caught_as_it_says
from small_compacts import ago, compact, measured

FILE = "index.py"
FLAGS = "flags_follow_from_rules"
TOMORROW = ago(-1)


def whatever_comes_later(right):
    """Read the facts of a year from now, and take them for those of today."""

    def of(cls, facts, on):
        return replace(right.__func__(cls, facts, on + timedelta(days=365)), on=on)

    return classmethod(of)


def the_last_row(right):
    """Of a post the last tenure in the table counts, whether it is over or not."""

    def vacant_since(self, post_id):
        held = self.tenures[post_id]
        return None if held and held[-1].until is None else right(self, post_id)

    return vacant_since


def newest_first(right):
    def of(cls, facts, on):
        index = right.__func__(cls, facts, on)
        turned = {key: rows[::-1] for key, rows in index.measurements.items()}
        return replace(index, measurements=type(index.measurements)(list, turned))

    return classmethod(of)


def oldest_last(right):
    def of(cls, facts, on):
        index = right.__func__(cls, facts, on)
        turned = {key: rows[::-1] for key, rows in index.changes.items()}
        return replace(index, changes=type(index.changes)(list, turned))

    return classmethod(of)


RESOLVED = tuple(f.Evidence(f"e{n}", "resolution", ago(n), "R", "one") for n in (20, 10))
CHANGES = (
    f.StatusChange("one", ago(20), "in_progress", "e20"),
    f.StatusChange("one", ago(10), "stalled", "e10"),
)

FAULTS = (
    fault(
        "evidence of tomorrow counts today",
        FILE,
        "index.Index.of",
        whatever_comes_later,
        compact(
            evidence=(
                f.Evidence("e", "document", ago(100), "Paper", "one"),
                f.Evidence("late", "document", TOMORROW, "Paper", "one"),
            )
        ),
        FLAGS,
        "colours_follow_from_flags",
        "statuses_rest_on_evidence",
    ),
    fault(
        "a post counts as held by who will only hold it tomorrow",
        FILE,
        "index.Index.vacant_since",
        the_last_row,
        compact(tenures=(f.Tenure("owner", ago(400), ago(10)), f.Tenure("owner", TOMORROW))),
        FLAGS,
        "colours_follow_from_flags",
    ),
    fault(
        "the first measurement counts as the last",
        FILE,
        "index.Index.of",
        newest_first,
        measured(11.0, 14.0, 18.0),
        "targets_are_measured",
        FLAGS,
        "colours_follow_from_flags",
    ),
    fault(
        "the first change of status counts as the last",
        FILE,
        "index.Index.of",
        oldest_last,
        compact(evidence=RESOLVED, status_changes=CHANGES),
        "statuses_rest_on_evidence",
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
