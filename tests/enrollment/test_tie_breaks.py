"""How children of one priority are told apart: by lottery, by score, or by band of scores."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.roster import Pairs
from citycompact.enrollment.tie_breaks import TieBreak, tie_breaks, tie_ranks
from citycompact.facts import FactsError


def of_programs(own, rules):
    frame = pl.DataFrame(
        {
            "program_id": [f"P{n}" for n in range(len(own))],
            "school_id": "S",
            "sector": "district",
            "grade": "K",
            "tie_break": pl.Series(own, dtype=pl.String),
        }
    )
    return tie_breaks(frame, EnrollmentRules.model_validate({"tie_breaks": rules}))


BAND = {"kind": "band", "bands": [80.0, 60.0]}


def test_the_programs_own_word_comes_first_then_the_last_rule_then_the_lottery():
    rules = [{"kind": "score"}, {"kind": "lottery", "programs": ["P1"]}, {**BAND, "programs": ["P2", "P3"]}]
    found = of_programs([None, None, None, "score", "lottery"], rules)
    assert [item.kind for item in found] == ["score", "lottery", "band", "score", "lottery"]
    assert found[2].bands == (80.0, 60.0)
    assert found[3].bands == ()
    assert of_programs([None], []) == [TieBreak("lottery")]


def test_a_program_may_ask_for_bands_that_an_earlier_rule_gave():
    (found,) = of_programs(["band"], [BAND, {"kind": "score"}])
    assert found == TieBreak("band", (80.0, 60.0))


def test_every_program_that_asks_for_bands_nobody_gave_is_named():
    with pytest.raises(FactsError) as caught:
        of_programs(["band", "score", "band"], [{**BAND, "programs": ["P2"]}])
    (problem,) = caught.value.problems
    assert "program P0 breaks ties by band, but no rule gives its bands" in problem.message
    assert (problem.file, problem.column) == ("programs.csv", "tie_break")


KINDS = [TieBreak("lottery"), TieBreak("score"), TieBreak("band", (3.0, 1.0))]
scores = st.none() | st.sampled_from([-1.0, 0.0, 1.0, 1.5, 2.999, 3.0, 4.0])


def worth(kind, score):
    """What a program looks at before the lottery; higher is better."""
    if kind.kind == "lottery":
        return 0
    if score is None:
        return float("-inf")
    if kind.kind == "score":
        return score
    # Whoever has a score, and be it below all bands, comes before those who have none.
    return sum(score >= bound for bound in kind.bands)


@given(st.lists(st.tuples(st.integers(0, 2), scores), max_size=14), st.randoms(use_true_random=False))
def test_within_a_program_the_better_score_or_band_comes_first_and_then_the_lottery(children, random):
    n = len(children)
    program = np.array([number for number, _ in children], dtype=np.int32)
    value = np.array([np.nan if score is None else score for _, score in children], dtype=float)
    lottery = list(range(n))
    random.shuffle(lottery)
    pairs = Pairs(np.arange(n, dtype=np.int32), program, np.ones(n, np.int32), np.zeros(n, bool))
    place, level = tie_ranks(pairs, KINDS, value, np.array(lottery, dtype=np.int32))
    for i, (here, mine) in enumerate(children):
        for j, (there, other) in enumerate(children):
            if here == there and i != j:
                first, second = worth(KINDS[here], mine), worth(KINDS[here], other)
                assert (place[i] < place[j]) == ((-first, lottery[i]) < (-second, lottery[j]))
                assert (level[i] == level[j]) == (first == second)
                assert (level[i] < level[j]) == (first > second)


def test_where_no_program_looks_at_scores_the_lottery_decides_alone():
    pairs = Pairs(
        np.arange(3, dtype=np.int32), np.zeros(3, np.int32), np.ones(3, np.int32), np.zeros(3, bool)
    )
    place, level = tie_ranks(pairs, KINDS[:1], None, np.array([2, 0, 1], dtype=np.int32))
    assert place.tolist() == [2, 0, 1]
    assert level.tolist() == [0, 0, 0]
