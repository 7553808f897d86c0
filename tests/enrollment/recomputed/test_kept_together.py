"""Families at one school or at none, but for seats by right."""

import pytest

from hand_made import checked, fair, numbered
from small_cities import town

TOGETHER = {"siblings": {"keep_together": "together"}}


def family(*asking, right=()):
    people = [
        {
            "applicant_id": a,
            "grade": "K",
            "family_id": "F" if a in "abc" else None,
            "together": a in asking,
            "current_school_id": "Sq" if a in right else None,
        }
        for a in "abcx"
    ]
    return town(
        {a: ["p", "q"] for a in "abcx"}, {"p": 3, "q": 3}, applicants=people, lottery=numbered(*"abcx")
    )


def split(placed, *closed, asking="ab", right=(), guarantees=()):
    facts = family(*asking, right=right)
    rows = [(pair[0], pair[1], "closed") for pair in closed]
    rules = {**TOGETHER, "guarantees": list(guarantees)}
    families = 1 if len(asking) > 1 else 0
    found = checked(facts, rules, placed, siblings=rows, kept_together=families).finding("siblings_kept")
    return list(found.examples)


def test_all_at_one_school_with_the_other_choices_closed():
    assert split({"a": "p", "b": "p", "c": "p"}, "aq", "bq") == []
    assert split({"a": "q", "b": "q"}, "ap", "bp") == []
    assert split({}, "ap", "bp", "aq", "bq") == []


@pytest.mark.parametrize(
    ("placed", "closed"),
    [
        ({"a": "p"}, ("aq", "bq")),
        ({"a": "p", "b": "q"}, ("aq", "bp")),
        ({"a": "p"}, ("ap", "bp", "aq", "bq")),
        # Nobody closed what has to be closed, or one child's choices alone.
        ({"a": "p", "b": "p"}, ()),
        ({"a": "p", "b": "p"}, ("aq",)),
        ({"a": "p", "b": "p"}, ("aq", "bp", "bq")),
    ],
)
def test_a_split_family_is_named_with_where_each_of_it_is(placed, closed):
    said = split(placed, *closed)
    assert len(said) == 1
    assert said[0].startswith("applicants a (")
    assert "of one family" in said[0]


def test_only_children_who_ask_with_another_one_are_kept_together():
    assert split({"a": "p", "b": "q"}, asking="a") == []
    assert split({"a": "p", "b": "q"}, asking="x") == []
    # c does not ask, and goes where it can.
    assert split({"a": "p", "b": "p", "c": "q"}, "aq", "bq") == []


def test_seats_by_right_stay_with_their_holders():
    right = {"right": "a", "guarantees": [{"kind": "current_school"}]}
    assert split({"a": "q"}, "ap", "bp", "bq", **right) == []
    assert split({"a": "q", "b": "q"}, "ap", "bp", **right) == []
    assert split({"a": "q", "b": "p"}, "bq", **right) != []


def test_a_closed_choice_is_no_envy_and_no_waste():
    facts = family("a", "b")
    rows = [(a, p, "closed") for a in "ab" for p in "pq"]
    certificate = checked(facts, TOGETHER, {"c": "p", "x": "p"}, siblings=rows, kept_together=1)
    assert fair(certificate)
    assert not checked(facts, TOGETHER, {"c": "p", "x": "p"}, kept_together=1).finding("non_wasteful").holds
