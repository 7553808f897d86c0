"""Weighted results of the family survey."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.compact.surveys import FAMILY_SURVEY, INTERVIEW, Answer, results, weights
from citycompact.privacy import SMALLEST_SHOWN as SMALL


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
    found = results(answers(a=[3] * (SMALL - 1), b=[3] * SMALL, c=[2, 4] * 15), {"a": 1, "b": 1})
    assert found["a"].mean is None
    assert found["c"].mean == 3


def test_a_hidden_group_of_six_does_not_follow_from_sixty():
    found = results(answers(a=[3] * 20, b=[3] * 34, c=[3] * 6), {"a": 1, "b": 1, "c": 1})
    assert [found[g].answers for g in ("", "a", "b", "c")] == [60, None, 34, None]
    assert found["a"].mean is None


def test_where_no_other_group_can_be_hidden_the_whole_is():
    found = results(answers(a=[3] * 6, b=[3] * 0), {"a": 1})
    assert found[""].answers is None
    assert found[""].mean is None


def test_a_share_that_three_people_do_not_have_is_not_shown():
    found = results(answers(a=[4] * 97 + [1] * 3), {"a": 1})
    assert (found[""].answers, found["a"].favourable, found[""].favourable) == (100, None, None)
    assert (found["a"].mean, found["a"].tail) == (None, "high")
    found = results(answers(a=[4] * 20 + [1] * 5), {"a": 1})
    assert (found["a"].favourable, found["a"].mean) == (None, pytest.approx(3.4))
    assert results(answers(a=[4] * 60 + [1] * 40), {"a": 1})["a"].favourable == 0.6


def test_families_without_a_seat_count_in_the_whole_and_are_no_group():
    said = [Answer("", 1)] * 30 + answers(a=[5] * 30)
    found = results(said, {"a": 10})
    assert set(found) == {"", "a"}
    assert (found[""].answers, found[""].mean) == (60, 3.0)


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=60), min_size=1, max_size=1), st.data())
def test_every_question_shows_the_same_sizes(groups, data):
    who = groups[0]
    first, second = (
        results([Answer(g, data.draw(st.integers(1, 5))) for g in who], dict.fromkeys("abc", 10))
        for _ in "ab"
    )
    assert {g: r.answers for g, r in first.items()} == {g: r.answers for g, r in second.items()}
    shown = [r.answers for g, r in first.items() if g and r.answers is not None]
    hidden = len(set(who)) - len(shown)
    assert hidden != 1 or first[""].answers is None
    assert all(n >= SMALL for n in shown)


@given(
    st.lists(st.builds(Answer, st.sampled_from("abc"), st.integers(1, 5)), min_size=SMALL, max_size=60),
    st.dictionaries(st.sampled_from("abcd"), st.integers(1, 1000)),
)
def test_a_mean_lies_between_the_answers_and_weights_add_up(said, population):
    found = results(said, population)[""]
    # Ten groups of one would be given away by their number, and answers that are all alike by their mean.
    if found.mean is None:
        assert found.answers is None or found.tail or len({a.group for a in said}) > 1
        return
    assert min(a.value for a in said) - 1e-9 <= found.mean <= max(a.value for a in said) + 1e-9
    known = [a for a in said if population.get(a.group)]
    weight = weights(said, population)
    assert sum(weight[a.group] for a in known) == pytest.approx(len(known))


def test_every_question_stands_in_both_languages():
    for words in (*FAMILY_SURVEY.values(), *INTERVIEW.values()):
        assert words["en"] != words["es"]


def test_where_everybody_or_nobody_said_so_the_page_cannot_be_told_from_nearly():
    for size, bound in ((10, 0.2), (20, 0.2), (21, 0.1), (60, 0.1), (500, 0.1)):
        alike = {}
        for good in range(int(bound * size + 1e-9) + 1):
            said = answers(a=[5] * good + [1] * (size - good))
            alike[good] = results(said, {"a": 1})
        assert len(alike) >= 3
        assert len({(r["a"], r[""]) for r in alike.values()}) == 1, size
        low = alike[0][""]
        assert (low.answers, low.mean, low.margin, low.favourable) == (size, None, None, None)
        assert (low.tail, low.bound) == ("low", pytest.approx(bound))
        high = results(answers(a=[4] * size), {"a": 1})[""]
        assert (high.tail, high.bound, high.mean) == ("high", pytest.approx(1 - bound), None)
        just_over = results(answers(a=[5] * (size // 2) + [1] * (size - size // 2)), {"a": 1})[""]
        assert just_over.tail is None


def test_all_who_answered_in_between_are_not_told_by_a_mean_without_a_margin():
    found = results(answers(a=[3] * 40), {"a": 1})[""]
    assert (found.mean, found.margin) == (None, None)


def test_one_group_in_the_tail_does_not_follow_from_the_whole_less_the_others():
    found = results(answers(a=[4, 2] * 20, b=[4, 4, 2] * 10, c=[1] * 30), {"a": 1, "b": 1, "c": 1})
    assert (found["a"].favourable, found["b"].favourable, found["c"].tail) == (0.5, 0.6667, "low")
    assert (found[""].answers, found[""].favourable, found[""].mean) == (100, None, None)
    # With two of them, the whole tells neither.
    found = results(answers(a=[4, 2] * 20, b=[5] * 30, c=[1] * 30), {"a": 1, "b": 1, "c": 1})
    assert found[""].favourable == 0.5
    # Families without a seat are no group, and their answers a part all the same.
    found = results([Answer("", 1)] * 30 + answers(a=[4, 2] * 20), {"a": 1})
    assert (found["a"].favourable, found[""].favourable) == (0.5, None)
