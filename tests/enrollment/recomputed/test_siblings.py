"""Siblings placed in the same run: the outcome says who has the priority, not the decider."""

import pytest

from citycompact.enrollment.recomputed.result_tables import published
from citycompact.enrollment.recomputed.siblings import Siblings
from hand_made import checked, fair, numbered, outcome, result_of
from small_cities import town

OFFERED = {"groups": {"offered": {"kind": "sibling_offered"}}, "priorities": {"default": ["offered"]}}
PEOPLE = [{"applicant_id": a, "grade": "K", "family_id": "F" if a in "ab" else None} for a in "abxy"]
FACTS = town(
    {a: ["p", "q"] for a in "abxy"}, {"p": 2, "q": 1}, applicants=PEOPLE, lottery=numbered("a", "x", "y", "b")
)


def pairs(found, mask):
    return {f"{found.round.who(n)}{found.round.where(n)}" for n in mask.nonzero()[0].tolist()}


@pytest.mark.parametrize(
    ("placed", "brought"),
    [
        ({}, set()),
        # Nobody is their own sibling, and whoever is in no family is nobody's.
        ({"a": "p", "x": "p"}, {"bp"}),
        ({"a": "p", "b": "p"}, {"ap", "bp"}),
        ({"a": "p", "b": "q"}, {"bp", "aq"}),
    ],
)
def test_a_sibling_placed_at_the_school_brings_its_priority(placed, brought):
    found = outcome(FACTS, OFFERED, placed)
    siblings = Siblings(found, published(result_of(FACTS, placed)), {})
    assert pairs(found, siblings.placed) == brought


def test_a_right_and_a_list_of_people_fix_a_priority_that_no_sibling_changes():
    people = [{**p, "current_school_id": "Sp" if p["applicant_id"] == "b" else None} for p in PEOPLE]
    city = town(
        {a: ["p"] for a in "abxy"},
        {"p": 4},
        applicants=people,
        lottery=numbered(*"abxy"),
        priorities=[{"applicant_id": "a", "program_id": "p", "priority": 3}],
    )
    placed = dict.fromkeys("abxy", "p")
    found = outcome(city, {**OFFERED, "guarantees": [{"kind": "current_school"}]}, placed)
    assert pairs(found, Siblings(found, published(result_of(city, placed)), {}).placed) == set()


SETTLED = {"a": "p", "b": "p", "x": "q"}
BOTH = [("a", "p", "sibling_placed"), ("b", "p", "sibling_placed")]


def test_a_fixed_point_promises_all_that_the_mechanism_promises():
    certificate = checked(FACTS, OFFERED, SETTLED, siblings=BOTH)
    assert fair(certificate)
    assert certificate.finding("no_justified_envy").promised
    assert certificate.finding("student_optimal").promised


def test_a_priority_for_a_sibling_who_is_not_there_is_named():
    rows = [("b", "p", "sibling_placed"), ("x", "p", "sibling_placed")]
    certificate = checked(FACTS, OFFERED, {"b": "p"}, siblings=rows, fixed_point=False)
    said = certificate.finding("siblings_kept").examples
    assert said[0].startswith(
        "applicant b had priority 1 for a sibling placed at p, and no brother or sister"
    )
    assert said[1].startswith("applicant x had priority 1")


def without_fixed_point(**said):
    """A brother of b came in, and the run did not count it; so envy is that of the outcome, unpromised."""
    return checked(FACTS, OFFERED, {"a": "p", "x": "p", "y": "q"}, **said)


UNCOUNTED = ("b", "p", "sibling_uncounted")


def test_without_a_fixed_point_envy_is_tested_by_the_outcome_and_not_promised():
    certificate = without_fixed_point(fixed_point=False, siblings=[UNCOUNTED])
    envy = certificate.finding("no_justified_envy")
    assert not envy.promised
    assert envy.violations == 1
    assert "applicant b at p (priority 1 (offered), lottery place 7)" in envy.examples[0]
    assert not certificate.finding("student_optimal").promised
    assert fair(certificate)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([], "the table does not say that applicant b has a sibling placed at p without the priority for it"),
        ([UNCOUNTED, ("y", "p", "sibling_uncounted")], "the table says that applicant y has a sibling"),
    ],
)
def test_who_was_not_given_the_priority_is_told_and_nobody_else(rows, why):
    found = without_fixed_point(fixed_point=False, siblings=rows).finding("siblings_kept")
    assert [line.startswith(why) for line in found.examples] == [True]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (
            {"fixed_point": True},
            "the result says fixed_point = True; of the choices with a sibling there 1 did not",
        ),
        ({"fixed_point": None}, "the result says fixed_point = None"),
        ({"fixed_point": False, "rounds": 0}, "the result says that the mechanism ran 0 times"),
        ({"fixed_point": False, "kept_together": 3}, "3 families asked to be kept together; 0 did"),
        ({"fixed_point": False, "restart": 1}, "restart 1 settled it; the rules have 0"),
    ],
)
def test_a_word_in_the_result_that_the_outcome_contradicts_breaks_a_promise(said, why):
    found = without_fixed_point(**said).finding("siblings_kept")
    assert found.promised
    assert any(why in line for line in found.examples)


def test_a_fixed_point_that_is_denied_is_named_where_the_table_shows_all_pairs():
    assert (
        not checked(FACTS, OFFERED, SETTLED, siblings=BOTH, fixed_point=False).finding("siblings_kept").holds
    )
    # Top trading cycles ranks pairs that the table does not show.
    cycles = {**OFFERED, "mechanism": {"name": "top_trading_cycles"}}
    assert checked(FACTS, cycles, SETTLED, siblings=BOTH, fixed_point=False).finding("siblings_kept").holds


def test_what_was_used_has_to_explain_the_placements_also_without_a_fixed_point():
    # x is passed over for y, which neither the outcome nor what the run used explains.
    found = checked(FACTS, OFFERED, {"a": "p", "y": "p"}, fixed_point=False).finding("siblings_kept")
    assert any("applicant x at p" in line for line in found.examples)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([("a", "p", "helped")], "applicant a at p: 'helped' is no effect of a rule"),
        ([*BOTH, BOTH[0]], "applicant a at p: 'sibling_placed' stands in the table 2 times"),
        ([*BOTH, ("stranger", "p", "closed")], "1 rows of the table are about no choice of any applicant"),
        (
            [*BOTH, ("x", "p", "closed")],
            "applicant x at p (priority 2 (everyone), lottery place 3) is said to be closed",
        ),
    ],
)
def test_odd_rows_are_named(rows, why):
    found = checked(FACTS, OFFERED, SETTLED, siblings=rows).finding("siblings_kept")
    assert any(line.startswith(why) for line in found.examples)
