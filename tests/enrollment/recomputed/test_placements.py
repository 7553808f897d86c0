"""Where nobody may sit, did not ask to sit, or sits worse than their right."""

from dataclasses import replace

import polars as pl
import pytest

from citycompact.enrollment import EnrollmentRules, check
from citycompact.enrollment.recomputed.outcome import outcome_of
from citycompact.enrollment.recomputed.placements import infeasible
from citycompact.enrollment.recomputed.result_tables import published
from citycompact.enrollment.recomputed.round import round_of
from hand_made import RECORDED, checked, numbered, result_of
from small_cities import town

LISTS = {"a": ["p", "q"], "b": ["p", "q"], "c": ["q"]}


def facts(**more):
    people = [
        {"applicant_id": a, "grade": "K", "iep": a == "a", "current_school_id": "Sq" if a == "b" else None}
        for a in LISTS
    ]
    return town(LISTS, {"p": 1, "q": 2}, applicants=people, lottery=numbered("a", "b", "c"), **more)


def broken(name, placed, rules=None, **more):
    found = checked(facts(**more), rules or {}, placed).finding(name)
    return list(found.examples)


def test_an_ordinary_outcome_is_feasible_and_asked_for():
    for name in ("feasible", "individually_rational", "guarantees_kept"):
        assert broken(name, {"a": "p", "b": "q", "c": "q"}) == []


def test_two_in_one_seat_are_named_with_their_program_and_bucket():
    assert broken("feasible", {"a": "p", "b": "p", "c": "q"}) == [
        "program p: 2 placed, 1 seats",
        "program p: 2 placed in bucket 1 (open, 1 seats)",
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.head(2), "applicant c does not stand in the table"),
        (lambda t: pl.concat([t, t.head(1)]), "applicant a stands in the table 2 times"),
        (
            lambda t: t.with_columns(applicant_id=pl.col("applicant_id").replace("c", "stranger")),
            "applicant stranger stands in the table, and did not apply",
        ),
        (
            lambda t: t.with_columns(program_id=pl.col("program_id").replace("p", "x")),
            "applicant a is placed at x, which is no program",
        ),
        (
            lambda t: t.with_columns(bucket=pl.lit(7, pl.Int64)),
            "applicant a at p sits in bucket 7, which the program does not have",
        ),
        (
            lambda t: t.with_columns(bucket=pl.lit(None, pl.Int64)),
            "applicant a at p sits in no bucket, which the program does not have",
        ),
        (
            lambda t: t.with_columns(program_id=pl.lit(None, pl.String)),
            "applicant a has bucket 1 of no program",
        ),
        (lambda t: t.clear(), "applicant a does not stand in the table"),
        (lambda t: t.drop("program_id"), "the table has no column program_id"),
    ],
)
def test_odd_tables_are_violations_each_with_the_applicant(change, said):
    result = result_of(facts(), {"a": "p", "b": "q", "c": "q"})
    odd = published(replace(result, tables={"assignments": change(result.tables["assignments"])}))
    round_ = round_of(facts(), EnrollmentRules(), RECORDED)
    assert said in infeasible(outcome_of(round_, odd["assignments"]), odd).examples


def test_a_seat_that_is_not_open_to_the_child_is_named_with_the_reason():
    hard = [{"program_id": "q", "position": 1, "group": "iep", "seats": 1, "hard": True}]
    said = broken("feasible", {"b": "q"}, reserves=hard)
    assert said == ["applicant b at q: bucket 1 (iep, 1 seats) is open to its group alone"]
    programs = [
        {"program_id": p, "school_id": f"S{p}", "grade": "K", "seats": 2, "min_score": 7.5, "open_to": "iep"}
        for p in "pq"
    ]
    (said,) = broken("feasible", {"b": "q"}, programs=programs)
    assert said.startswith("applicant b at q, which is open to iep, which admits from score 7.5; has None: ")


def test_a_seat_that_nobody_asked_for_is_named():
    assert broken("individually_rational", {"c": "p"}) == ["applicant c at p, neither listed nor owed"]


def test_a_rank_that_is_not_the_lists_is_named():
    result = result_of(facts(), {"a": "q"})
    wrong = result.tables["assignments"].with_columns(choice_rank=pl.lit(1, pl.Int64))
    found = check(facts(), EnrollmentRules(), replace(result, tables={**result.tables, "assignments": wrong}))
    assert set(found.finding("individually_rational").examples) == {
        "applicant a at q: choice 1 by the table, 2 by the list",
        "applicant b received choice 1, and no program",
        "applicant c received choice 1, and no program",
    }


def test_lists_longer_than_the_rules_allow_are_named():
    said = broken("individually_rational", {}, {"choices": {"maximum": 1}})
    assert said == [f"applicant {a} lists 2 programs, and 1 are allowed" for a in "ab"]


RIGHT = {"guarantees": [{"kind": "current_school"}]}


@pytest.mark.parametrize(("got", "kept"), [("p", True), ("q", True), (None, False)])
def test_a_right_is_kept_by_its_seat_or_one_that_was_wanted_more(got, kept):
    said = broken("guarantees_kept", {"b": got}, RIGHT)
    assert said == ([] if kept else ["applicant b has a right to q (choice 2), and received no seat"])


def test_a_seat_by_right_that_was_not_listed_is_the_last_choice_and_has_no_rank():
    lists = town(
        {"b": ["p"]},
        {"p": 1, "q": 1},
        applicants=[{"applicant_id": "b", "grade": "K", "current_school_id": "Sq"}],
        lottery=numbered("b"),
    )
    assert checked(lists, RIGHT, {"b": "q"}).finding("individually_rational").holds
    assert checked(lists, RIGHT, {"b": "q"}).finding("guarantees_kept").holds
    assert not checked(lists, RIGHT, {}).finding("guarantees_kept").holds
