"""What rows and tables must have in common: each fault is named where it stands."""

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citycompact.city import TABLES
from citycompact.city.validating import cross_table_problems, unknown_schools
from small_cities import cities, town

ALL = tuple(TABLES.values())


def problems(facts, per_check=100):
    return [
        (p.file, p.row, p.column, p.value, p.message) for p in cross_table_problems(facts, ALL, per_check)
    ]


def chosen(*rows, **tables):
    """A town of applicants a and b in grade K, programs p and q for K and r for grade 9."""
    choices = [{"applicant_id": a, "rank": n, "program_id": p} for a, n, p in rows]
    programs = [
        {"program_id": p, "school_id": f"S{p}", "grade": g, "seats": 2}
        for p, g in (("p", "K"), ("q", "K"), ("r", "9"))
    ]
    return town(
        {"a": [], "b": []}, dict.fromkeys("pqr", 2), **{"programs": programs, "choices": choices, **tables}
    )


@given(cities())
@settings(max_examples=30)
def test_a_sound_city_has_no_problem(city):
    assert problems(city) == []


@pytest.mark.parametrize(
    ("rows", "row", "column", "value", "words"),
    [
        ([("a", 1, "p"), ("a", 3, "q")], 3, "rank", "3", "leaves a gap: rank 2 is missing for applicant a"),
        ([("a", 2, "p")], 2, "rank", "2", "rank 1 is missing"),
        ([("a", 1, "p"), ("a", 1, "q")], 3, "rank", "1", "is a rank given twice for applicant a"),
        ([("a", 1, "p"), ("a", 2, "p")], 3, "program_id", "p", "a second time for applicant a"),
        ([("b", 1, "q"), ("a", 1, "r")], 3, "program_id", "r", "applicant a applies to grade K"),
        ([("a", 1, "x")], 2, "program_id", "x", "names a program that programs.csv does not have"),
        ([("z", 1, "p")], 2, "applicant_id", "z", "an applicant that applicants.csv does not have"),
    ],
)
def test_a_fault_of_a_list_of_choices_is_named_in_its_place(rows, row, column, value, words):
    (found,) = problems(chosen(*rows))
    assert found[:4] == ("choices.csv", row, column, value)
    assert words in found[4]


def test_the_first_wrong_rank_of_a_child_is_the_only_one_told():
    found = problems(chosen(("a", 2, "p"), ("a", 3, "q"), ("b", 1, "p"), ("b", 4, "q")))
    assert [(f[1], f[3]) for f in found] == [(2, "2"), (5, "4")]


@given(st.permutations([("a", 1, "p"), ("a", 2, "q"), ("b", 1, "q"), ("b", 2, "p")]))
def test_choices_need_not_stand_in_order(rows):
    assert problems(chosen(*rows)) == []


def test_reserves_may_take_every_seat_of_a_program_and_no_more():
    def reserved(*seats):
        rows = [
            {"program_id": "p", "position": n, "group": "iep", "seats": taken, "hard": False}
            for n, taken in enumerate(seats, start=1)
        ]
        return problems(chosen(reserves=rows))

    assert reserved(1, 1) == reserved(2, 0) == []
    (found,) = reserved(1, 1, 1)
    assert found[:4] == ("reserves.csv", 4, "seats", "3")
    assert "reserved seats of program p to 3, but it has 2 seats" in found[4]


def test_an_id_given_twice_is_named_with_both_rows():
    programs = [{"program_id": "p", "school_id": "Sp", "grade": "K", "seats": n} for n in (1, 2)]
    (found,) = problems(chosen(programs=programs))
    assert found[:4] == ("programs.csv", 3, "program_id", "p")
    assert "repeats row 2" in found[4]


def test_a_table_that_could_not_be_read_brings_no_problems_of_its_own():
    facts = chosen(("a", 1, "p"))
    unread = {name: frame for name, frame in facts.tables.items() if name != "choices"}
    assert problems(replace(facts, tables=unread)) == []


def test_faults_beyond_the_first_ones_are_counted():
    rows = [("a", n, "r") for n in range(1, 31)]
    found = cross_table_problems(chosen(*rows), ALL, per_check=5)
    grades = [p for p in found if "grade 9" in p.message]
    assert len(grades) == 5
    assert any("25 more rows" in p.message for p in found)


def test_an_empty_city_is_no_fault_here():
    nothing = chosen()
    assert problems(replace(nothing, tables={n: f.clear() for n, f in nothing.tables.items()})) == []
    assert isinstance(nothing.table("choices"), pl.DataFrame)


def test_a_street_whose_numbers_go_down_is_named():
    place = dict.fromkeys(("first_latitude", "first_longitude", "last_latitude", "last_longitude"), 1.0)
    streets = [
        {"street": "Oak Ave", "first": 9, "last": 7, **place},
        {"street": "A", "first": 7, "last": 7, **place},
    ]
    (found,) = problems(chosen(streets=streets))
    assert found[:4] == ("streets.csv", 2, "last", "7")
    assert "less than the first number, 9" in found[4]


def test_a_present_school_that_the_city_does_not_have_is_named_by_its_value_and_is_no_fault():
    pupils = [
        {"applicant_id": name, "grade": "K", "current_school_id": school}
        for name, school in (("a", "S999"), ("b", "S999"), ("c", "Sp"), ("d", None), ("e", "S1"))
    ]
    facts = chosen(("a", 1, "p"), applicants=pupils)
    assert problems(facts) == []
    assert [said.partition(";")[0] for said in unknown_schools(facts)] == [
        "applicants.csv, current_school_id: 'S999' is no school of schools.csv (2 children)",
        "applicants.csv, current_school_id: 'S1' is no school of schools.csv (1 child)",
    ]


def test_choices_of_a_closed_program_are_said_with_what_closes_their_ranks():
    (found,) = cross_table_problems(chosen(("a", 1, "closed")), ALL)
    assert (found.file, found.column, found.value) == ("choices.csv", "program_id", "closed")
    assert "number each applicant's other choices 1, 2, 3, ... again" in found.mend
    assert "0 seats" in found.mend
