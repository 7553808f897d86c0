"""The published lottery against the draw."""

import hashlib
from dataclasses import replace

import polars as pl
import pytest

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.recomputed.lottery import other_numbers
from citycompact.enrollment.recomputed.result_tables import COLUMNS, published
from citycompact.enrollment.recomputed.round import round_of
from hand_made import RECORDED, numbered, result_of
from small_cities import town

FACTS = town({"a": [], "b": []}, {"p": 1}, lottery=numbered("b", "a"))


def drawn(seed):
    numbers = {name: hashlib.sha256(f"{seed}|{name}".encode()).hexdigest() for name in "ab"}
    return [(name, number, 1 + sorted(numbers.values()).index(number)) for name, number in numbers.items()]


def said(rows, draw, change=lambda t: t):
    result = result_of(FACTS, {}, draw)
    table = change(pl.DataFrame(rows, schema=COLUMNS["lottery"], orient="row"))
    found = published(replace(result, tables={**result.tables, "lottery": table}))
    return other_numbers(round_of(FACTS, EnrollmentRules(), draw), found).examples


def test_numbers_of_the_seed_or_as_recorded_are_right():
    assert said(drawn("s"), Draw("s")) == []
    assert said([("a", "2", 2), ("b", "1", 1)], RECORDED) == []


def test_numbers_of_another_seed_are_each_named():
    found = said(drawn("s"), Draw("t"))
    assert len(found) == 2
    assert found[0].startswith(f"applicant a: number {drawn('s')[0][1]}, place ")
    assert drawn("t")[0][1] in found[0]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda t: t.with_columns(lottery_place=pl.col("lottery_place").reverse()), "applicant a: number"),
        (lambda t: t.head(1), "applicant b is missing; number"),
        (lambda t: pl.concat([t, t.head(1)]), "applicant a stands there 2 times"),
        (
            lambda t: t.with_columns(applicant_id=pl.col("applicant_id").replace("a", "x")),
            "applicant x has a number",
        ),
        (lambda t: t.clear(), "applicant a is missing"),
        (lambda t: t.drop("lottery_place"), "the table has no column lottery_place"),
    ],
)
def test_rows_that_are_missing_made_up_or_changed_are_named(change, why):
    assert any(line.startswith(why) for line in said(drawn("s"), Draw("s"), change))


def test_a_draw_without_a_seed_is_no_draw():
    assert said(drawn("s"), Draw(None))[0] == "the result names no seed, and is no replay"
