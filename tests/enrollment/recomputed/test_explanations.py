"""Explanations: every choice that was missed, the true reason, and each number beside it."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import Phase, given, settings

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, check, decide
from citycompact.enrollment.recomputed.explanations import due_rows, sentence, untrue
from citycompact.enrollment.recomputed.result_tables import COLUMNS, published
from citycompact.enrollment.rules import MechanismName
from citycompact.facts import FactsError
from hand_made import RECORDED, numbered, outcome, people, result_of
from planted_faults import planted
from rich_cities import MECHANISMS, rich_rounds
from small_cities import town, verified

LISTS = {"a": ["p", "q"], "b": ["p", "q"], "c": ["p"], "d": ["q", "p"]}


def facts(**tables):
    given_ = {
        "applicants": people(*LISTS, iep="c"),
        "lottery": numbered("b", "a", "c", "d"),
        "reserves": [{"program_id": "p", "position": 1, "group": "iep", "seats": 1, "hard": False}],
    }
    return verified(town(LISTS, {"p": 2, "q": 1}, **{**given_, **tables}))


RULES = {"priorities": {"default": ["iep"]}}
PLACED = {"c": ("p", 1), "b": ("p", 2), "a": ("q", 1)}


def rows(city=None, rules=RULES, placed=PLACED, closed=(), draw=RECORDED):
    found = outcome(city or facts(), rules, placed, draw)
    mask = np.array(
        [found.round.who(pair) + found.round.where(pair) in closed for pair in range(len(found.round.child))]
    )
    due = due_rows(found, found.round.own, mask)
    return due.with_columns(sentence(True).alias("explanation"))


def row(**given_):
    return rows(**given_).row(0, named=True)


def test_a_row_for_each_choice_wanted_more_than_what_was_received_and_no_other():
    assert rows().select("applicant_id", "choice_rank", "program_id").rows() == [
        ("a", 1, "p"),
        ("d", 1, "q"),
        ("d", 2, "p"),
    ]


def test_every_number_of_a_row_is_that_of_the_round():
    # Recorded places are counted over all choices: b has the first two of them.
    assert row() == {
        "pair": 0,
        "kept_for": "open",
        "applicant_id": "a",
        "choice_rank": 1,
        "program_id": "p",
        "reason": "seats_filled",
        "seats": 2,
        "admitted": "1 iep, 1 everyone",
        "own_group": "everyone",
        "own_place": 3,
        "own_score": None,
        "cutoff_group": "everyone",
        "cutoff_place": 1,
        "cutoff_score": None,
        "waitlist_position": 1,
        "explanation": (
            "All 2 seats went to applicants who came first (1 iep, 1 everyone): the last one admitted had "
            "priority “everyone” and lottery place 1; yours is “everyone” with lottery place 3."
        ),
    }


def test_a_bucket_that_is_kept_for_others_has_its_name_in_the_sentence():
    hard = [{"program_id": "p", "position": 1, "group": "low_income", "seats": 2, "hard": False}]
    city = facts(reserves=hard, applicants=people(*LISTS, low_income="bc"))
    told = row(city=city, rules={}, placed={"b": ("p", 1), "c": ("p", 1)})
    assert told["kept_for"] == "low_income"
    assert "the last one admitted to the seats for low_income had priority" in told["explanation"]


def programs(**of_p):
    return [
        {
            "program_id": name,
            "school_id": f"S{name}",
            "grade": "K",
            "seats": seats,
            **(of_p if name == "p" else {}),
        }
        for name, seats in (("p", 2), ("q", 1))
    ]


SCORED = [
    {"applicant_id": a, "program_id": "p", "score": s} for a, s in (("a", 4.126), ("b", 9.0), ("c", 8.0))
]
ALL_RESERVED = [{"program_id": "p", "position": 1, "group": "iep", "seats": 2, "hard": True}]


@pytest.mark.parametrize(
    ("tables", "closed", "reason", "words"),
    [
        ({}, (), "seats_filled", "All 2 seats went to"),
        ({}, ("ap",), "siblings_together", "You asked that your children"),
        (
            {"programs": programs(min_score=5.0), "scores": SCORED},
            (),
            "score_below_minimum",
            "yours is 4.13.",
        ),
        ({"programs": programs(min_score=5.0)}, (), "score_below_minimum", "yours is missing."),
        ({"programs": programs(open_to="iep")}, (), "not_open_to_you", "open only to a group"),
        (
            {"programs": programs(open_to="iep", min_score=5.0), "scores": SCORED},
            ("ap",),
            "score_below_minimum",
            "yours is 4.13.",
        ),
        ({"reserves": ALL_RESERVED}, ("ap",), "all_seats_reserved", "set aside for groups you are not in."),
    ],
)
def test_the_first_ground_that_there_is_is_the_reason(tables, closed, reason, words):
    told = row(city=facts(**tables), closed=closed)
    assert told["reason"] == reason
    assert words in told["explanation"]


def test_who_may_not_be_admitted_does_not_wait_and_nobody_does_where_no_list_is_kept():
    assert row(city=facts(programs=programs(open_to="iep")))["waitlist_position"] is None
    assert row(rules={**RULES, "waitlist": {"kept": False}})["waitlist_position"] is None


def test_scores_stand_where_the_program_looks_at_them():
    told = row(city=facts(scores=SCORED), rules={"tie_breaks": [{"kind": "score", "programs": ["p"]}]})
    assert (told["own_score"], told["cutoff_score"]) == (4.126, 9.0)
    assert told["explanation"].endswith("yours is “everyone”, score 4.13 with lottery place 3.")
    assert row(city=facts(scores=SCORED))["own_score"] is None


def test_where_nobody_sits_or_a_seat_is_free_no_cutoff_is_told():
    empty = row(placed={})
    assert (empty["admitted"], empty["cutoff_group"]) == (None, None)
    assert empty["explanation"] == "The program has 2 seats."
    assert row(placed={"c": ("p", 1)})["explanation"] == "All 2 seats were taken (1 iep)."


def told_of(
    change=lambda table: table, city=None, rules=RULES, mechanism: MechanismName = "deferred_acceptance"
):
    """What the check finds of explanations that are changed."""
    city = city or facts()
    agreed = {**rules, "mechanism": {"name": mechanism}}
    by_cutoff = mechanism in ("deferred_acceptance", "stable_improvement_cycles")
    told = rows(city, agreed).with_columns(sentence(by_cutoff).alias("explanation"))
    result = result_of(city, PLACED)
    table = change(told.select(*COLUMNS["explanations"]))
    found = replace(result, tables={**result.tables, "explanations": table})
    return check(city, EnrollmentRules.model_validate(agreed), found).finding("explanations_true")


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_the_last_one_admitted_is_told_where_that_says_why(mechanism):
    found = told_of(mechanism=mechanism)
    assert found.promised
    assert found.holds


def changed(**cells):
    return lambda table: table.with_columns(**cells)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            changed(reason=pl.lit("siblings_together")),
            "applicant a at p: reason 'siblings_together' (should be 'seats_filled')",
        ),
        (changed(choice_rank=pl.col("choice_rank") + 1), "choice_rank 2 (should be 1)"),
        (changed(own_place=pl.col("own_place") - 1), "applicant a at p: own_place 2 (should be 3)"),
        (changed(cutoff_group=pl.lit(None)), "applicant a at p: cutoff_group None (should be 'everyone')"),
        (changed(own_score=pl.lit(7.0)), "own_score 7.0 (should be None)"),
        (changed(own_score=pl.lit(float("nan"))), "own_score nan (should be None)"),
        (changed(waitlist_position=pl.lit(9)), "waitlist_position 9 (should be 1)"),
        (changed(admitted=pl.lit("2 everyone")), "admitted '2 everyone' (should be '1 iep, 1 everyone')"),
        (changed(explanation=pl.lit("No.")), "explanation 'No.' (should be 'All 2 seats went to"),
        (lambda t: t.slice(1), "applicant a at p, choice 1, is not explained (should be: All 2 seats"),
        (lambda t: t.clear(), "applicant d at p, choice 2, is not explained"),
        (lambda t: pl.concat([t, t.head(1)]), "applicant a at p is explained 2 times"),
        (changed(applicant_id=pl.lit("nobody")), "applicant nobody at p is explained, and is no choice"),
        (changed(applicant_id=pl.lit(None)), "applicant None at p is explained, and is no choice"),
        (changed(program_id=pl.lit("elsewhere")), "applicant a at elsewhere is explained, and is no choice"),
        (lambda t: t.drop("seats"), "the table has no column seats"),
        (changed(seats=pl.lit("many")), "row 1: seats is 'many', which it cannot be"),
        (changed(reason=pl.lit([1, 2])), "reason"),
        (lambda t: pl.DataFrame({"x": [1]}), "the table has no column applicant_id"),
        (lambda t: pl.DataFrame(), "the table has no column applicant_id"),
    ],
)
def test_rows_that_are_not_true_are_named(change, said):
    found = told_of(change)
    assert found.promised
    assert any(said in line for line in found.examples), found.examples


def test_numbers_written_as_text_are_still_numbers():
    assert told_of(changed(seats=pl.col("seats").cast(pl.String))).holds


def test_the_choice_that_was_received_is_none_that_was_missed():
    more = {"applicant_id": "a", "choice_rank": 2, "program_id": "q", "reason": "seats_filled"}
    found = told_of(lambda t: pl.concat([t, pl.DataFrame([more])], how="diagonal_relaxed"))
    assert found.examples == ("applicant a at q is explained, and is no choice that they missed",)


def test_a_result_without_the_table_promises_nothing_of_it():
    result = result_of(facts(), PLACED)
    tables = {name: table for name, table in result.tables.items() if name != "explanations"}
    finding = check(facts(), EnrollmentRules(), replace(result, tables=tables)).finding("explanations_true")
    assert (finding.promised, finding.violations) == (False, 0)


def test_where_places_are_not_counted_out_the_sentence_still_says_what_the_row_says():
    found = outcome(facts(), RULES, PLACED)
    numbers = replace(found.round.numbers, places_are_whole=False)
    found = replace(found, round=replace(found.round, numbers=numbers))
    nothing = np.zeros(len(found.round.child), dtype=bool)

    def violations(told):
        result = replace(result_of(facts(), PLACED), tables={"explanations": told})
        return untrue(found, published(result), found.round.own, nothing).count

    due = rows().with_columns(pl.col("own_place", "cutoff_place") + 40)
    assert violations(due.with_columns(sentence(True).alias("explanation"))) == 0
    assert violations(due) == due.height


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_what_the_decider_tells_honestly_is_true_and_any_slip_in_it_is_found(mechanism):
    @given(rich_rounds(mechanism))
    @settings(max_examples=15, phases=[Phase.generate])
    def holds(round_):
        city, agreed, draw = round_
        try:
            result = decide(city, agreed, draw)
        except FactsError:
            # Rights that cannot all be kept.
            return
        assert check(city, agreed, result).finding("explanations_true").holds
        only = replace(result, tables={"explanations": result.tables["explanations"]}, values={})
        for fault, broken in list(planted(only))[:12]:
            found = replace(result, tables={**result.tables, **broken.tables})
            assert not check(city, agreed, found).finding("explanations_true").holds, fault

    holds()


def test_a_round_of_nobody_has_nothing_to_explain():
    city = town({}, {"p": 1}, applicants=[], choices=[])
    result = decide(city, EnrollmentRules(), Draw("s"))
    assert check(city, EnrollmentRules(), result).finding("explanations_true").holds
