"""Each mechanism against the published examples beside the project."""

import json

import pytest

from citycompact.enrollment import MECHANISMS
from reference import outcome


def test_every_published_outcome_is_reproduced(shared):
    cases = json.loads((shared / "cases" / "published.json").read_text(encoding="utf-8"))
    checked = 0
    for case in cases:
        for name, mechanism in MECHANISMS.items():
            if name in case:
                found = outcome(mechanism, case["preferences"], case["priorities"], case["seats"])
                assert found == case[name], case["source"]
                checked += 1
    assert checked >= 4


@pytest.mark.parametrize("name", MECHANISMS)
def test_every_mechanism_gives_nobody_a_seat_twice_and_fills_no_seat_twice(name):
    preferences = {f"i{k}": ["a", "b", "c"] for k in range(7)}
    priorities = {school: list(preferences) for school in "abc"}
    found = outcome(MECHANISMS[name], preferences, priorities, {"a": 2, "b": 3, "c": 1})
    assert sorted(filter(None, found.values())) == ["a", "a", "b", "b", "b", "c"]
