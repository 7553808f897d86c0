"""The recomputed round is the decider's own, on random rounds in which every kind of rule has its say."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.recomputed.round import round_of
from hand_made import RECORDED, numbered
from rich_cities import rich_cities, rich_rules
from small_cities import town


def line(**content):
    """Who stands where in the line for the only bucket."""
    people = [{"applicant_id": a, "grade": "K", "iep": a == "c", "family_id": "F"} for a in "abc"]
    facts = town(
        {a: ["p"] for a in "abc"},
        {"p": 1},
        applicants=people,
        lottery=numbered("b", "a", "c"),
        scores=[{"applicant_id": "a", "program_id": "p", "score": 5.0}],
        reserves=[{"program_id": "p", "position": 1, **row} for row in content.pop("reserves", [])],
    )
    round_ = round_of(facts, EnrollmentRules.model_validate(content), RECORDED)
    found = round_.places_in_line(round_.priority(np.array([True, False, False])))
    return "".join(round_.who(int(pair)) for pair in round_.places.pair[np.argsort(found)]), round_


@pytest.mark.parametrize(
    ("content", "order"),
    [
        ({}, "bac"),
        ({"priorities": {"default": ["iep"]}}, "cba"),
        ({"tie_breaks": [{"kind": "score"}]}, "abc"),
        ({"reserves": [{"group": "iep", "seats": 1}], "priorities": {"default": []}}, "cba"),
        ({"groups": {"o": {"kind": "sibling_offered"}}, "priorities": {"default": ["iep", "o"]}}, "cab"),
    ],
)
def test_members_come_first_then_priority_then_score_then_lottery(content, order):
    found, round_ = line(**content)
    assert found == order
    assert round_.says(0, round_.own).startswith("applicant a at p (priority ")


def test_a_sibling_who_is_placed_never_worsens_a_priority():
    content = {"groups": {"o": {"kind": "sibling_offered"}}, "priorities": {"default": ["iep", "o"]}}
    _, round_ = line(**content)
    assert round_.priority(np.ones(3, dtype=bool)).tolist() == [2, 2, 1]
    assert round_.priority(np.zeros(3, dtype=bool)).tolist() == [3, 3, 1]


def test_before_the_lottery_all_are_alike_whom_only_it_tells_apart():
    _, round_ = line(tie_breaks=[{"kind": "score"}])
    level = round_.before_lottery(round_.own)
    assert level[1] == level[2] > level[0]


@given(rich_cities(), rich_rules(), st.integers(0, 9))
@settings(max_examples=25)
def test_no_rules_and_facts_end_the_recomputation(facts, agreed, seed):
    round_ = round_of(facts, agreed, Draw(str(seed)))
    assert len(round_.own) == round_.pairs.height == len(round_.may)
    assert set(round_.places.pair.tolist()) <= set(np.flatnonzero(round_.may).tolist())
