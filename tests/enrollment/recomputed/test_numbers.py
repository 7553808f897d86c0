"""Lottery numbers from the seed, weighted ones too, and recorded ones."""

import hashlib
import math
from decimal import Decimal, getcontext
from unicodedata import normalize

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.recomputed.numbers import exactly, places
from citycompact.enrollment.recomputed.round import round_of
from hand_made import RECORDED
from small_cities import town, verified


def numbers(lists, content=None, draw=Draw("s"), **tables):
    facts = verified(town(lists, {"p": 1, "q": 1}, **tables))
    return round_of(facts, EnrollmentRules.model_validate(content or {}), draw).numbers


def sha(text):
    return hashlib.sha256(normalize("NFC", text).encode()).hexdigest()


@given(st.sets(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=6), min_size=1, max_size=6))
def test_everybodys_number_is_the_hash_of_seed_and_id_and_the_lowest_is_best(ids):
    people = sorted(ids)
    found = numbers({a: ["p"] for a in people})
    due = [sha(f"s|{a}") for a in people]
    assert found.own.to_list() == found.of_pair.to_list() == due
    assert found.own_place.tolist() == [1 + sorted(due).index(number) for number in due]


def test_an_id_is_hashed_in_its_composed_form():
    assert numbers({"n\u0303": ["p"]}).own.to_list() == [hashlib.sha256("s|\u00f1".encode()).hexdigest()]


def test_with_a_lottery_for_each_program_every_pair_has_a_number_and_a_place_among_all():
    found = numbers({"a": ["p", "q"], "b": ["q"]}, {"lottery": {"numbers": "per_program"}})
    due = [sha(f"s|{ticket}") for ticket in ("a|p", "a|q", "b|q")]
    assert found.of_pair.to_list() == due
    assert found.place.tolist() == [1 + sorted(due).index(number) for number in due]
    assert found.own.to_list() == [sha("s|a"), sha("s|b")]


def test_top_trading_cycles_counts_pairs_that_nobody_listed():
    rules = {"lottery": {"numbers": "per_program"}, "mechanism": {"name": "top_trading_cycles"}}
    found = numbers({"a": ["p"], "b": ["q"]}, rules)
    due = sorted(sha(f"s|{ticket}") for ticket in ("a|p", "a|q", "b|p", "b|q"))
    assert found.place.tolist() == [1 + due.index(sha(f"s|{ticket}")) for ticket in ("a|p", "b|q")]
    assert found.places_are_whole


hexes = st.integers(0, 2**256 - 1).map(lambda number: f"{number:064x}")


@given(
    st.lists(
        st.tuples(hexes, st.sampled_from([0.5, 1.0, 2.0, 3.0])),
        min_size=1,
        max_size=8,
        unique_by=lambda one: one[0],
    )
)
def test_a_weighted_lottery_orders_by_minus_the_logarithm_over_the_weight(tickets):
    getcontext().prec = 200
    values = [
        -(1 - (Decimal(int(n, 16)) + Decimal("0.5")) / Decimal(2) ** 256).ln() / Decimal(w)
        for n, w in tickets
    ]
    found = places([n for n, _ in tickets], np.array([w for _, w in tickets]))
    if any(weight != 1.0 for _, weight in tickets):
        assert found.tolist() == [1 + sorted(values).index(value) for value in values]


@given(hexes, hexes, st.floats(0.01, 100))
def test_a_lower_number_is_better_with_every_weight(one, other, weight):
    found = places([one, other], np.array([weight, weight]))
    assert (found[0] < found[1]) == (one <= other)


def test_numbers_that_a_double_cannot_tell_apart_are_told_apart():
    near = [f"{2**255 + step * 2**99:064x}" for step in (3, 1, 2)]
    assert places(near, np.full(3, 2.0)).tolist() == [3, 1, 2]
    ends = ["f" * 64, "f" * 63 + "e", "0" * 64, "0" * 63 + "1"]
    assert places(ends, np.full(4, 2.0)).tolist() == [4, 3, 1, 2]
    assert math.isclose(float(exactly("8" + "0" * 63, 1.0)), math.log(2))


@pytest.mark.parametrize(
    ("weights", "due"), [({}, 1.0), ({"iep": 3.0}, 3.0), ({"iep": 0.5, "low": 2.0}, 2.0)]
)
def test_the_heaviest_of_ones_groups_counts_and_only_by_verified_facts(weights, due):
    people = [{"applicant_id": "a", "grade": "K", "iep": True, "low": True}]
    content = {"lottery": {"weights": weights}}
    assert numbers({"a": ["p"]}, content, applicants=people).weight.tolist() == [due]
    facts = town({"a": ["p"]}, {"p": 1}, applicants=people)
    assert round_of(facts, EnrollmentRules.model_validate(content), Draw("s")).numbers.weight.tolist() == [
        1.0
    ]


def recorded(rows, lists, **content):
    lottery = [
        {"applicant_id": key, "program_id": None, "number": number}
        if isinstance(key, str)
        else {"applicant_id": key[0], "program_id": key[1], "number": number}
        for key, number in rows.items()
    ]
    return numbers(lists, content, RECORDED, lottery=lottery)


def test_in_a_replay_the_lower_recorded_number_wins_then_the_applicants_id():
    found = recorded({"a": 2**53 + 1, "b": 2**53, "c": 2**53}, {a: ["p"] for a in "abc"})
    assert found.own.to_list() == [str(2**53 + 1), str(2**53), str(2**53)]
    assert found.own_place.tolist() == found.place.tolist() == [3, 1, 2]


def test_a_number_for_one_program_counts_there_and_the_general_one_elsewhere():
    found = recorded({"a": 1, "b": 2, ("b", "q"): 0}, {"a": ["p", "q"], "b": ["p", "q"]})
    assert found.of_pair.to_list() == ["1", "1", "2", "0"]
    assert found.place[3] < found.place[1]
    assert found.place[0] < found.place[2]


def test_fractions_are_printed_with_every_digit_and_no_number_as_nothing():
    found = recorded({"a": 0.1}, {"a": ["p"], "b": []})
    assert found.own.to_list() == ["0.10000000000000001", ""]
    assert found.own_place.tolist() == [1, 2]
