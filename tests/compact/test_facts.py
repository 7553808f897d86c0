"""A compact's facts: of which day, and each promise by its id."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from citycompact.facts import FactsError
from small_compacts import DAY, ago, compact


def test_facts_that_do_not_say_their_day_say_how_to_give_it():
    with pytest.raises(FactsError) as caught:
        _ = compact(as_of=None).day
    (problem,) = caught.value.problems
    assert (problem.file, problem.column) == ("compact.toml", "as_of")
    assert "--on" in problem.mend


def test_another_day_is_the_same_facts_looked_at_then():
    facts = compact()
    assert replace(facts, as_of=ago(5)).day == ago(5)
    assert facts.day == DAY


def test_promises_are_found_by_their_ids():
    two = replace(compact().promises[0], promise_id="two")
    facts = compact(promises=(*compact().promises, two))
    assert facts.pledged == {"one": facts.promises[0], "two": two}


def test_nothing_in_the_facts_can_be_changed():
    with pytest.raises(FrozenInstanceError):
        compact().promises[0].pledge = "Another."
