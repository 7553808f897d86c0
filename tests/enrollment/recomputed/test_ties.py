"""Scores and bands before the lottery."""

import polars as pl
import pytest

from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.recomputed.programs import programs_of
from citycompact.enrollment.recomputed.ties import Tie, levels_of, ties_of
from small_cities import town

BAND = {"kind": "band", "bands": [80.0, 60.0]}


def levels(kind, scores, bounds=()):
    pairs = pl.DataFrame({"program": [0] * len(scores)}, schema={"program": pl.UInt32})
    found = levels_of(pairs, [Tie(kind, bounds)], pl.Series(scores, dtype=pl.Float64))
    order = {level: place for place, level in enumerate(sorted(set(found.tolist())))}
    return [order[level] for level in found.tolist()]


@pytest.mark.parametrize(
    ("kind", "bounds", "expected"),
    [
        ("lottery", (), [0, 0, 0, 0, 0, 0]),
        ("score", (), [0, 1, 2, 3, 4, 5]),
        # Below all bands comes before no score at all.
        ("band", (80.0, 60.0), [0, 0, 1, 2, 2, 3]),
        ("band", (), [0, 0, 0, 0, 0, 1]),
    ],
)
def test_the_best_come_first_and_who_has_no_score_last(kind, bounds, expected):
    assert levels(kind, [95.0, 80.0, 79.9, 59.9, -5.0, None], bounds) == expected


def test_programs_are_ordered_apart_from_each_other():
    pairs = pl.DataFrame({"program": [0, 1, 0, 1]}, schema={"program": pl.UInt32})
    found = levels_of(pairs, [Tie("score"), Tie("band", (50.0,))], pl.Series([1.0, 60.0, 2.0, 99.0]))
    assert found[0] > found[2]
    assert found[1] == found[3]


def ties(rules, own=None):
    facts = town(
        {"a": []},
        {"p": 1},
        programs=[{"program_id": "p", "school_id": "Sp", "grade": "K", "seats": 1, "tie_break": own}],
    )
    return ties_of(EnrollmentRules.model_validate({"tie_breaks": rules}), programs_of(facts))[0]


def test_the_programs_own_word_counts_then_the_last_rule_then_the_lottery():
    assert ties([]) == Tie()
    assert ties([BAND, {"kind": "score"}]) == Tie("score")
    assert ties([{"kind": "score"}, {**BAND, "grades": ["1"]}]) == Tie("score")
    assert ties([{"kind": "score"}], "lottery") == Tie()
    assert ties([BAND, {"kind": "score"}], "band") == Tie("band", (80.0, 60.0))
