"""Cutoffs: the last one whom a full bucket admitted, with every number."""

from dataclasses import replace

import polars as pl
import pytest

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, check
from citycompact.enrollment.recomputed.cutoffs import cutoffs_of
from hand_made import RECORDED, numbered, outcome, result_of
from small_cities import town, verified

LISTS = {"a": ["p"], "b": ["p"], "c": ["p"]}
FACTS = verified(
    town(
        LISTS,
        {"p": 2, "q": 1},
        applicants=[{"applicant_id": a, "grade": "K", "iep": a == "c"} for a in LISTS],
        lottery=numbered("b", "a", "c"),
        reserves=[{"program_id": "p", "position": 3, "group": "iep", "seats": 1, "hard": False}],
        scores=[{"applicant_id": a, "program_id": "p", "score": 5.0} for a in "ac"],
    )
)
PLACED = {"c": ("p", 3), "b": ("p", 4)}


def cutoffs(rules=None, placed=PLACED, draw=RECORDED):
    found = outcome(FACTS, rules or {}, placed, draw)
    return cutoffs_of(found, found.round.own)


def test_a_full_bucket_names_the_last_one_admitted_with_all_numbers():
    first, second, third = cutoffs({"priorities": {"default": ["iep"]}}).iter_rows(named=True)
    assert first == {
        "program_id": "p",
        "bucket": 3,
        "group": "iep",
        "seats": 1,
        "filled": 1,
        "full": True,
        "member": True,
        "priority": 1,
        "priority_group": "iep",
        "score": None,
        "lottery_place": 3,
        "lottery_number": "3",
        "lottery_weight": 1.0,
        "last": "c",
    }
    assert (second["bucket"], second["group"], second["priority_group"], second["last"]) == (
        4,
        "open",
        "everyone",
        "b",
    )
    assert (third["program_id"], third["filled"], third["full"], third["priority"]) == ("q", 0, False, None)


def test_the_last_of_several_is_the_one_who_comes_latest_in_line_and_a_score_is_shown_where_it_counts():
    scored = {"tie_breaks": [{"kind": "score"}]}
    rows = cutoffs(scored, {"a": ("p", 3), "c": ("p", 3), "b": ("p", 4)}).rows(named=True)
    assert (rows[0]["last"], rows[0]["score"], rows[0]["member"], rows[0]["filled"]) == ("a", 5.0, False, 2)
    assert (rows[1]["last"], rows[1]["score"]) == ("b", None)


def test_weights_stand_beside_the_number():
    rules = {"lottery": {"weights": {"iep": 2.5}}}
    row = cutoffs(rules, draw=Draw("s")).row(0, named=True)
    assert row["lottery_weight"] == 2.5
    assert len(row["lottery_number"]) == 64


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t, None),
        (
            lambda t: t.with_columns(lottery_place=pl.col("lottery_place") + 1),
            "bucket 3 of p: lottery_place 4 (should be 3); the last one admitted is applicant c",
        ),
        (
            lambda t: t.with_columns(full=~pl.col("full"), seats=9),
            "seats 9 (should be 1), full False (should be True)",
        ),
        (lambda t: t.slice(1), "bucket 3 of p is missing"),
        (lambda t: pl.concat([t, t.head(1)]), "bucket 3 of p stands there 2 times"),
        (lambda t: t.with_columns(bucket=pl.col("bucket") + 7), "there is no bucket 10 of p"),
        (lambda t: t.clear(), "bucket 1 of q is missing"),
        (lambda t: t.drop("score"), "the table has no column score"),
    ],
)
def test_cells_that_are_not_true_are_named(change, said):
    result = result_of(FACTS, PLACED)
    table = change(cutoffs().drop("last"))
    found = check(FACTS, EnrollmentRules(), replace(result, tables={**result.tables, "cutoffs": table}))
    examples = found.finding("cutoffs_true").examples
    assert not examples if said is None else any(said in line for line in examples)
