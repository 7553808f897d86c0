"""Numbers stand for ids in the order of the ids, and everything is found again by them."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from citycompact.enrollment.roster import Pairs, Roster, contains, lookup
from small_cities import city, town

codes = st.lists(st.integers(-(2**40), 2**40), max_size=12)


def test_numbers_follow_the_ids_and_not_the_files():
    roster = Roster.of(town({"c": [], "a": [], "B": []}, {"q": 1, "p": 1}))
    assert roster.applicants["applicant_id"].to_list() == ["B", "a", "c"]
    asked = pl.Series(["c", None, "B", "nobody", "c"], dtype=pl.String)
    assert roster.applicant_numbers(asked).tolist() == [2, -1, 0, -1, 2]
    assert roster.program_numbers(pl.Series(["p", "q"])).tolist() == [0, 1]
    assert roster.school_of_program.tolist() == [0, 1]


def test_each_program_carries_its_school_and_sector():
    roster = Roster.of(town({}, {"p": 1}))
    row = roster.programs.row(0, named=True)
    assert (row["school_name"], row["operator_id"], row["sector"]) == ("School p", "d", "district")


def test_children_of_one_family_share_a_number_and_others_stand_alone():
    people = [
        {"applicant_id": a, "grade": "K", "family_id": family}
        for a, family in (("a", "F"), ("b", None), ("c", "F"), ("d", None), ("e", "E"))
    ]
    a, b, c, d, e = Roster.of(city(applicants=people)).family.tolist()
    assert a == c
    assert len({a, b, d, e}) == 4


def test_a_city_where_nobody_gives_a_family_has_as_many_families_as_children():
    assert len(set(Roster.of(town({x: [] for x in "abc"}, {})).family.tolist())) == 3


@given(codes, codes)
def test_what_is_known_is_found_and_nothing_else(known, asked):
    found = contains(np.array(known, dtype=np.int64), np.array(asked, dtype=np.int64))
    assert found.tolist() == [code in known for code in asked]


@given(st.dictionaries(st.integers(-50, 50), st.floats(-9, 9), max_size=12), st.lists(st.integers(-60, 60)))
def test_a_value_is_looked_up_as_in_a_dictionary(values, asked):
    found = lookup(
        np.array(asked, dtype=np.int64),
        np.array(list(values), dtype=np.int64),
        np.array(list(values.values()), dtype=np.float64),
        -99.0,
    )
    assert found.tolist() == [values.get(code, -99.0) for code in asked]


def test_pairs_have_one_code_each():
    applicant, program = (grid.ravel().astype(np.int32) for grid in np.meshgrid(np.arange(5), np.arange(3)))
    pairs = Pairs(applicant, program, np.zeros(15, np.int32), np.zeros(15, bool))
    assert len(pairs) == 15
    assert sorted(pairs.codes(3).tolist()) == list(range(15))
