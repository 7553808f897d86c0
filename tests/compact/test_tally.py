"""Counts of promises by outcome, by area and by side: every promise once in each."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from citycompact.compact import AREAS, SIDES, STATUSES, ProgressRules, decide, progress_of, tally
from citycompact.compact import facts as f
from citycompact.compact.demo import port_ellery
from citycompact.compact.tally import OUTCOME_OF, OUTCOMES
from citycompact.words import LANGUAGES
from small_compacts import DAY, ago, compact, compacts


def counted(facts):
    return tally(facts, progress_of(decide(facts, ProgressRules())))


@given(compacts())
def test_every_promise_is_counted_once_in_each_way_of_counting(facts):
    found = counted(facts)
    made = [p for p in facts.promises if p.made_on <= facts.day]
    assert sum(found.all.values()) == len(made)
    for parts in (found.by_area, found.by_side):
        assert {name: sum(p[name] for p in parts.values()) for name in OUTCOMES} == found.all


def test_each_outcome_is_what_its_status_says():
    kinds = {"done": "document", "dropped": "resolution"}
    expected = dict.fromkeys(OUTCOMES, 0)
    promises, evidence, changes = [], [], []
    for status in STATUSES:
        promises.append(replace(compact().promises[0], promise_id=status))
        evidence.append(f.Evidence(status, kinds.get(status, "meeting"), ago(9), "E", status))
        changes.append(f.StatusChange(status, ago(8), status, status))
        expected[OUTCOME_OF[status]] += 1
    found = counted(
        compact(promises=tuple(promises), evidence=tuple(evidence), status_changes=tuple(changes))
    )
    assert found.all == expected == {"kept": 1, "under_way": 2, "stalled": 1, "dropped": 1}


def test_areas_and_sides_without_a_promise_are_left_out_and_the_others_keep_their_order():
    found = counted(compact())
    assert list(found.by_area) == ["enrollment"]
    assert list(found.by_side) == ["both"]
    many = counted(port_ellery(DAY))
    assert list(many.by_area) == [area for area in AREAS if area in many.by_area]
    assert list(many.by_side) == [side for side in SIDES if side in many.by_side]
    assert all(many.all.values()), "the demo has promises of every outcome"


def test_every_outcome_has_a_name_in_every_language():
    assert set(OUTCOME_OF) == set(STATUSES)
    assert all(set(words) == set(LANGUAGES) for words in OUTCOMES.values())
