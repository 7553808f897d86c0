"""Lottery numbers: what anyone computes from the seed, and what a past round recorded."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.enrollment import EnrollmentRules, prepare
from citycompact.facts import FactsError
from small_cities import town, verified

PER_PROGRAM = {"lottery": {"numbers": "per_program"}}


def drawn(city, content=None, seed="s"):
    return prepare(city, EnrollmentRules.model_validate(content or {}), seed)


def replayed(lists, numbers):
    """Numbers by applicant, or by (applicant, program)."""
    rows = [
        {"applicant_id": key, "program_id": None, "number": number}
        if isinstance(key, str)
        else {"applicant_id": key[0], "program_id": key[1], "number": number}
        for key, number in numbers.items()
    ]
    city = town(lists, {"p": 1, "q": 1}, lottery=rows)
    return prepare(city, EnrollmentRules(), None, replayed=True)


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


@given(st.text(max_size=12), st.sets(st.text(min_size=1, max_size=6), min_size=1, max_size=6))
def test_everybody_can_recompute_every_number_and_place_from_the_published_seed(seed, ids):
    people = sorted(ids)
    chance = drawn(town({a: ["p"] for a in people}, {"p": 1}), seed=seed).chance
    numbers = [sha(f"{seed}|{a}") for a in people]
    assert chance.numbers() == numbers == [chance.number(n) for n in range(len(people))]
    assert chance.order.tolist() == [sorted(numbers).index(number) for number in numbers]


def test_a_lottery_for_each_program_gives_each_choice_its_own_number():
    prepared = drawn(town({"a": ["p", "q"], "b": ["q"]}, {"p": 1, "q": 1}), PER_PROGRAM)
    chance = prepared.chance
    numbers = [sha(f"s|{ticket}") for ticket in ("a|p", "a|q", "b|q")]
    assert [chance.number_of_pair(pair) for pair in range(3)] == numbers
    assert chance.of_pair.tolist() == [sorted(numbers).index(number) for number in numbers]
    # The applicant's own number stays what it is with one lottery for all.
    assert chance.number(0) == sha("s|a")


def test_with_one_lottery_a_choice_has_its_applicants_number():
    chance = drawn(town({"a": ["p", "q"], "b": ["q"]}, {"p": 1, "q": 1})).chance
    assert [chance.number_of_pair(pair) for pair in range(3)] == [sha("s|a"), sha("s|a"), sha("s|b")]
    assert chance.of_pair[0] == chance.of_pair[1] == chance.order[0]


def weighted(members, weight):
    """Place of each of twenty applicants, of whom some have a weight."""
    lists = {f"a{n:02d}": ["p"] for n in range(20)}
    people = [{"applicant_id": a, "grade": "K", "iep": a in members} for a in lists]
    facts = verified(town(lists, {"p": 1}, applicants=people))
    chance = drawn(facts, {"lottery": {"weights": {"iep": weight}}}).chance
    return dict(zip(lists, chance.order.tolist(), strict=True)), chance


def test_a_weight_that_all_share_favours_nobody():
    everyone = {f"a{n:02d}" for n in range(20)}
    places, chance = weighted(everyone, 3.0)
    assert places == weighted(everyone, 7.5)[0] == weighted(everyone, 0.5)[0]
    assert chance.weight.tolist() == [3.0] * 20


@pytest.mark.parametrize("person", ["a03", "a07", "a19"])
def test_a_heavier_weight_never_worsens_ones_place(person):
    places = [weighted({person}, weight)[0][person] for weight in (1e-6, 0.2, 0.9, 1.1, 5, 1e6)]
    assert places == sorted(places, reverse=True)
    assert (places[0], places[-1]) == (19, 0)


def test_recorded_numbers_beyond_what_a_float_can_tell_apart_keep_their_order():
    near = 2**53
    chance = replayed({"a": ["p"], "b": ["p"], "c": ["p"]}, {"a": near + 1, "b": near, "c": near + 2}).chance
    assert chance.order.tolist() == [1, 0, 2]
    assert chance.numbers() == [str(near + 1), str(near), str(near + 2)]


def test_equal_recorded_numbers_of_two_who_want_one_program_are_refused():
    with pytest.raises(FactsError, match="gives a and b the same number, and both want p") as caught:
        replayed({"b": ["p"], "a": ["p"], "c": ["p"]}, {"a": 5, "b": 5, "c": 6})
    (problem,) = caught.value.problems
    assert (problem.file, problem.column, problem.value) == ("lottery.csv", "applicant_id", "b")
    assert problem.mend


def test_equal_recorded_numbers_of_two_who_never_meet_are_kept():
    assert replayed({"a": ["p"], "b": ["q"]}, {"a": 5, "b": 5}).chance.numbers() == ["5", "5"]


def test_a_tie_at_one_program_is_refused_though_their_own_numbers_differ():
    with pytest.raises(FactsError, match="gives a and b the same number, and both want q"):
        replayed({"a": ["p", "q"], "b": ["p", "q"]}, {"a": 1, "b": 2, ("b", "q"): 1})


def test_a_number_for_one_program_counts_there_and_the_general_one_elsewhere():
    chance = replayed({"a": ["p", "q"], "b": ["p", "q"]}, {"a": 1, "b": 2, ("b", "q"): 0}).chance
    printed = [chance.number_of_pair(pair) for pair in range(4)]
    assert printed == ["1", "1", "2", "0"]
    assert chance.of_pair[2] > chance.of_pair[0]
    assert chance.of_pair[3] < chance.of_pair[1]


def test_who_applies_nowhere_needs_no_recorded_number():
    chance = replayed({"a": ["p"], "b": []}, {"a": 1}).chance
    assert chance.numbers() == ["1", ""]


def test_all_who_lack_a_number_are_named_at_once():
    with pytest.raises(FactsError) as caught:
        replayed({"a": ["p"], "b": ["p"], "c": ["p", "q"]}, {"b": 1, ("c", "p"): 2})
    assert [problem.value for problem in caught.value.problems] == ["a", "c"]
    assert all(problem.mend for problem in caught.value.problems)
