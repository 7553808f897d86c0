"""Waitlists: everybody who waits, in order."""

from dataclasses import replace

import polars as pl
import pytest

from citycompact.enrollment import EnrollmentRules, check
from citycompact.enrollment.recomputed.waitlists import due_positions
from hand_made import numbered, outcome, result_of
from small_cities import town

LISTS = {"a": ["p", "q"], "b": ["p"], "c": ["q", "p"], "d": ["p"]}
PEOPLE = [{"applicant_id": a, "grade": "K", "iep": a == "d"} for a in LISTS]
FACTS = town(
    LISTS,
    {"p": 1, "q": 1},
    applicants=PEOPLE,
    lottery=numbered("c", "b", "a", "d"),
    scores=[{"applicant_id": "a", "program_id": "p", "score": 3.0}],
)
PLACED = {"b": "p", "a": "q"}


def lists(rules=None, placed=None):
    found = outcome(FACTS, rules or {}, PLACED if placed is None else placed)
    rows = due_positions(found, found.round.own).select("program", "due", "child").rows()
    return [("pq"[program], due, found.round.people.ids[child]) for program, due, child in rows]


def test_everybody_waits_for_what_they_ranked_above_what_they_received_in_order():
    assert lists() == [("p", 1, "c"), ("p", 2, "a"), ("p", 3, "d"), ("q", 1, "c")]
    assert lists({"priorities": {"default": ["iep"]}})[:3] == [("p", 1, "d"), ("p", 2, "c"), ("p", 3, "a")]
    assert lists({"tie_breaks": [{"kind": "score"}]})[:3] == [("p", 1, "a"), ("p", 2, "c"), ("p", 3, "d")]


def test_nobody_waits_below_what_they_received_nor_where_no_lists_are_kept():
    assert ("q", 1, "a") not in lists(placed={"a": "p"})
    assert lists({"waitlist": {"kept": False}}) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t, None),
        (
            lambda t: t.head(2),
            "applicant d at p (priority 1 (everyone), lottery place 6) is not on its list, and should at 3",
        ),
        (lambda t: t.with_columns(pl.col("position") + 1), "stands at 2, and should at 1"),
        (lambda t: pl.concat([t, t.head(1)]), "applicant c waits at p 2 times"),
        (
            lambda t: pl.concat([t, t.head(1).with_columns(applicant_id=pl.lit("b"))]),
            "applicant b stands at 1 of p, and does not wait there",
        ),
        (lambda t: t.clear(), "is not on its list, and should at 1"),
        (lambda t: t.drop("position"), "the table has no column position"),
    ],
)
def test_rows_that_are_missing_made_up_or_out_of_order_are_named(change, said):
    rows = [(program, position, name) for program, position, name in lists()]
    result = result_of(FACTS, PLACED)
    table = change(pl.DataFrame(rows, schema=result.tables["waitlists"].schema, orient="row"))
    found = check(FACTS, EnrollmentRules(), replace(result, tables={**result.tables, "waitlists": table}))
    examples = found.finding("waitlists_in_order").examples
    assert not examples if said is None else any(said in line for line in examples)
