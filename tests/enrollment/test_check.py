"""The certificate looks at what was published, and finds what is missing, doubled or made up in it."""

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, check, decide
from citycompact.facts import FactsError
from small_cities import cities, rules, town

USUAL = EnrollmentRules()


def published(result, **tables):
    return replace(result, tables={**result.tables, **tables})


@pytest.fixture
def facts():
    return town({"a": ["p", "q"], "b": ["p", "q"], "c": ["p"]}, {"p": 1, "q": 1})


@pytest.fixture
def result(facts):
    return decide(facts, USUAL, Draw("s"))


def test_every_property_is_looked_at_promised_or_not(facts, result):
    names = [finding.name for finding in check(facts, USUAL, result).findings]
    assert names == [
        "feasible",
        "individually_rational",
        "no_justified_envy",
        "non_wasteful",
        "guarantees_kept",
        "reserves_honoured",
        "siblings_kept",
        "student_optimal",
        "pareto_efficient",
    ]


def test_a_match_that_does_not_say_its_draw_cannot_be_checked(facts, result):
    with pytest.raises(ValueError, match="without its draw"):
        check(facts, USUAL, replace(result, draw=None))


def test_a_result_of_another_draw_is_found():
    facts = town({f"a{n}": ["p"] for n in range(9)}, {"p": 4})
    result = decide(facts, USUAL, Draw("s"))
    assert not check(facts, USUAL, replace(result, draw=Draw("another"))).holds


@pytest.mark.parametrize(
    "broken",
    [
        lambda t: t.head(2),
        lambda t: pl.concat([t, t.head(1)]),
        lambda t: t.with_columns(applicant_id=pl.Series(["a", "b", "stranger"])),
        lambda t: pl.concat([t, t.head(1).with_columns(applicant_id=pl.lit("stranger"))]),
        lambda t: t.clear(),
    ],
    ids=["one left out", "one twice", "a stranger instead", "a stranger beside", "nothing"],
)
def test_whoever_is_left_out_doubled_or_made_up_is_found(facts, result, broken):
    table = broken(result.tables["assignments"])
    certificate = check(facts, USUAL, published(result, assignments=table))
    assert not certificate.finding("feasible").holds
    assert not certificate.holds


def test_a_program_that_does_not_exist_is_found(facts, result):
    table = result.tables["assignments"].with_columns(
        program_id=pl.when(pl.col("program_id") == "p").then(pl.lit("x")).otherwise("program_id")
    )
    assert not check(facts, USUAL, published(result, assignments=table)).holds


SIBLINGS = EnrollmentRules.model_validate(
    {
        "groups": {"offered": {"kind": "sibling_offered"}},
        "priorities": {"default": ["offered"]},
        "siblings": {"keep_together": "together"},
    }
)


def family():
    """Two brothers who want p, and two strangers of whom one can have it instead."""
    lists = {"a": ["p"], "b": ["p"], "x": ["p"], "y": ["p"]}
    people = [
        {"applicant_id": a, "grade": "K", "family_id": "F" if a in "ab" else None, "together": False}
        for a in lists
    ]
    return town(lists, {"p": 1}, applicants=people)


def test_a_priority_for_a_sibling_who_was_not_placed_is_found():
    facts = family()
    result = decide(facts, SIBLINGS, Draw("s"))
    assert check(facts, SIBLINGS, result).holds
    placed = result.tables["assignments"].drop_nulls("program_id")["applicant_id"][0]
    other = next(a for a in "xy" if a != placed)
    claimed = pl.DataFrame(
        [(other, "p", "sibling_placed")], schema=result.tables["siblings"].schema, orient="row"
    )
    swapped = result.tables["assignments"].with_columns(
        program_id=pl.when(pl.col("applicant_id") == other).then(pl.lit("p")),
        bucket=pl.when(pl.col("applicant_id") == other).then(pl.lit(1, pl.Int64)),
        choice_rank=pl.when(pl.col("applicant_id") == other).then(pl.lit(1, pl.Int32)),
    )
    certificate = check(facts, SIBLINGS, published(result, assignments=swapped, siblings=claimed))
    assert not certificate.finding("siblings_kept").holds


def test_a_choice_said_to_be_closed_without_ground_hides_no_envy(facts, result):
    order = result.tables["lottery"].sort("lottery_place")["applicant_id"].to_list()
    robbed, given = order[0], order[2]
    table = pl.DataFrame({"applicant_id": ["a", "b", "c"]}).with_columns(
        program_id=pl.when(pl.col("applicant_id") == given).then(pl.lit("p")),
        bucket=pl.when(pl.col("applicant_id") == given).then(pl.lit(1, pl.Int64)),
        choice_rank=pl.when(pl.col("applicant_id") == given).then(pl.lit(1, pl.Int32)),
    )
    closed = pl.DataFrame(
        [(a, p, "closed") for a in order if a != given for p in "pq"],
        schema=result.tables["siblings"].schema,
        orient="row",
    )
    assert robbed != given
    assert not check(facts, USUAL, published(result, assignments=table, siblings=closed)).holds


@given(cities(), rules())
@settings(max_examples=25)
def test_whoever_takes_anothers_seat_is_found(city, agreed):
    try:
        result = decide(city, agreed, Draw("s"))
    except FactsError:
        return
    table = result.tables["assignments"]
    placed = table.drop_nulls("program_id")
    without = table.filter(pl.col("program_id").is_null())
    if placed.is_empty() or without.is_empty():
        return
    loser, winner = placed["applicant_id"][0], without["applicant_id"][0]
    names = table["applicant_id"].replace({loser: winner, winner: loser})
    swapped = table.with_columns(applicant_id=names).sort("applicant_id")
    certificate = check(city, agreed, published(result, assignments=swapped))
    kept = {f.name: f.violations for f in check(city, agreed, result).findings}
    assert any(finding.violations > kept[finding.name] for finding in certificate.findings)
