"""Weighted results of the family survey."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.compact.surveys import FAMILY_SURVEY, INTERVIEW, SMALL, Answer, results, weights


def answers(**groups):
    return [Answer(group, value) for group, values in groups.items() for value in values]


def test_a_group_that_answered_too_often_counts_as_it_does_in_the_population():
    said = answers(district=[5] * 30, charter=[1] * 10)
    found = results(said, {"district": 100, "charter": 100})
    assert found[""].mean == pytest.approx(3.0)
    assert weights(said, {"district": 100, "charter": 100}) == pytest.approx(
        {"district": 2 / 3, "charter": 2.0}
    )


def test_a_worked_example_of_the_margin():
    # Equal weights: twenty answers, half 2 and half 4: deviation 1, margin 1.96 / sqrt(20).
    found = results(answers(a=[2, 4] * 10), {"a": 1})[""]
    assert (found.mean, found.favourable) == (3.0, 0.5)
    assert found.margin == pytest.approx(1.96 / 20**0.5, abs=1e-3)


def test_unequal_weights_make_the_margin_wider():
    values = [1, 2, 3, 4, 5] * 4
    even = results(answers(a=values, b=values), {"a": 50, "b": 50})[""]
    uneven = results(answers(a=values, b=values), {"a": 95, "b": 5})[""]
    assert uneven.margin > even.margin


def test_few_answers_are_not_shown():
    found = results(answers(a=[3] * (SMALL - 1), b=[3] * SMALL), {"a": 1, "b": 1})
    assert found["a"].mean is None
    assert found["b"].mean == 3


@given(st.lists(st.builds(Answer, st.sampled_from("abc"), st.integers(1, 5)), min_size=SMALL, max_size=60),
       st.dictionaries(st.sampled_from("abcd"), st.integers(1, 1000)))  # fmt: skip
def test_a_mean_lies_between_the_answers_and_weights_add_up(said, population):
    found = results(said, population)[""]
    assert min(a.value for a in said) - 1e-9 <= found.mean <= max(a.value for a in said) + 1e-9
    known = [a for a in said if population.get(a.group)]
    weight = weights(said, population)
    assert sum(weight[a.group] for a in known) == pytest.approx(len(known))


def test_every_question_stands_in_both_languages():
    for words in (*FAMILY_SURVEY.values(), *INTERVIEW.values()):
        assert words["en"] != words["es"]
