"""Bugs in what turns a promise amber or red."""

from dataclasses import replace
from datetime import date

import pytest

from citycompact.compact import facts as f
from planted_in_compact import fault, is_caught_as_it_says
from small_compacts import ago, compact, measured

FILE = "flags.py"
FLAGS = "flags_follow_from_rules"
COLOURS = "colours_follow_from_flags"
VACANT = compact(tenures=(f.Tenure("owner", ago(400), ago(1)),))
OLD = compact(evidence=(f.Evidence("e", "document", ago(91), "Paper", "one"),))
BEFORE = compact(evidence=(f.Evidence("e", "document", ago(366), "Paper", "one"),))


def milestone(due, reached=None):
    return compact(milestones=(f.Milestone("one", 1, "M", due, reached),))


def nothing(right):
    return lambda *_: []


def later(days):
    """Count so many days less."""
    return lambda right: (
        lambda promise, rule, counted, *rest, **about: right(promise, rule, counted - days, *rest, **about)
    )


def also_what_is_older_than_the_promise(right):
    return lambda promise, index, rules: right(replace(promise, made_on=date.min), index, rules)


def reached_or_not(right):
    def milestones(promise, index, rules):
        mine = [replace(item, reached_on=None) for item in index.milestones[promise.promise_id]]
        return right(promise, replace(index, milestones={promise.promise_id: mine}), rules)

    return milestones


def only_what_was_measured(right):
    return lambda promise, targets, index, rules: right(
        promise, [item for item in targets if item.share is not None], index, rules
    )


FAULTS = (
    fault("a day is missing in every count of days", FILE, "flags._by_days", later(1), OLD, FLAGS, COLOURS),
    fault("a vacant post raises no flag", FILE, "flags._vacancy", nothing, VACANT, FLAGS, COLOURS),
    fault(
        "evidence counts that is older than the promise",
        FILE,
        "flags._evidence_age",
        also_what_is_older_than_the_promise,
        BEFORE,
        FLAGS,
    ),
    fault(
        "a milestone that was reached counts as passed",
        FILE,
        "flags._milestones",
        reached_or_not,
        milestone(ago(20), ago(30)),
        FLAGS,
        COLOURS,
    ),
    fault(
        "a target that nobody ever measured is not missed",
        FILE,
        "flags._missed_targets",
        only_what_was_measured,
        compact(
            indicators=(f.Indicator("i", "I", "imported", "points"),),
            targets=(f.Target("one", "i", "", 10.0, ago(300), 20.0, ago(20)),),
        ),
        FLAGS,
        COLOURS,
    ),
    fault(
        "a step back is never the wrong way",
        FILE,
        "flags._wrong_way",
        nothing,
        measured(12.0, 11.0),
        FLAGS,
        COLOURS,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
