"""Simulated children: as many as are counted, at home inside a zone, with lists that a rulebook allows."""

import json

import polars as pl
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from citycompact.importers.baltimore.applicants import MAXIMUM_CHOICES, draw_applicants
from citycompact.importers.baltimore.ledger import Ledger
from citycompact.importers.baltimore.management import TYPES
from citycompact.importers.baltimore.programs import read_programs
from citycompact.importers.baltimore.schools import School
from citycompact.importers.baltimore.zone_file import ZONE_FILE, read_zones
from small_baltimore import zone, zones

PUPILS = {
    ("4", "PK4"): 20,
    ("4", "K"): 30,
    ("4", "5"): 33,
    ("8", "K"): 20,
    ("8", "5"): 24,
    ("8", "6"): 18,
    ("300", "6"): 25,
    ("300", "8"): 21,
    ("375", "4"): 12,
    ("8", "3"): 40,
    ("9", "9"): 50,
}


def _school(number, place=None):
    return School(number, f"School {number}", TYPES["traditional"], None, None, place, None, frozenset())


def _draw(seed=1, pupils=None, features=None):
    read, problems = read_zones(
        {ZONE_FILE: json.dumps({"type": "FeatureCollection", "features": features or zones()}).encode()}
    )
    assert problems == []
    pupils = pupils or PUPILS
    named = {z.number: z.zone for z in read}
    numbers = sorted({number for number, _ in pupils}, key=int)
    schools = [_school(number, named.get(number)) for number in numbers]
    programs = read_programs(schools, pupils, Ledger())
    return draw_applicants(seed, programs, pupils, read), read, programs


def test_each_grade_has_as_many_children_as_the_tables_count_from_the_schools_that_count_them():
    drawn, _, _ = _draw()
    came = {
        (grade, school): n
        for grade, school, n in drawn.applicants.group_by("grade", "current_school_id").len().iter_rows()
    }
    assert came == {
        ("PK4", None): 20,
        # 50 in kindergarten: 20 who are in pre-kindergarten now, and 30 who are in no school.
        ("K", "4"): 20,
        ("K", None): 30,
        # The pupils of grade 5 and 8, each at the own school.
        ("6", "4"): 33,
        ("6", "8"): 24,
        ("9", "300"): 21,
        # A school that begins in grade 4 draws as many as it has there.
        ("4", "8"): 12,
    } | {("3", school): n for (grade, school), n in came.items() if grade == "3"}


def test_everybodys_home_lies_in_the_zone_that_the_row_says():
    drawn, read, _ = _draw()
    shapes = {z.zone: shapely.from_geojson(json.dumps(z.geometry)) for z in read}
    for name, latitude, longitude in drawn.applicants.select("zone", "latitude", "longitude").iter_rows():
        assert shapes[name].contains(shapely.Point(longitude, latitude))
    assert set(drawn.applicants["zone"]) == set(shapes)


def test_pupils_of_a_zoned_school_live_mostly_in_its_zone():
    drawn, _, _ = _draw(pupils={("4", "5"): 400, ("8", "5"): 10, ("8", "6"): 400})
    of_4 = drawn.applicants.filter(pl.col("current_school_id") == "4")
    assert of_4.filter(zone="Steuart Hill E zone").height > 0.6 * of_4.height


def test_a_zone_so_narrow_that_no_point_falls_into_it_still_has_a_place():
    feature = zone(4, "Narrow", -76.65)
    feature["geometry"]["coordinates"] = [
        [(-76.65, 39.3), (-76.64, 39.31), (-76.6499999, 39.3), (-76.65, 39.3)]
    ]
    drawn, _, _ = _draw(pupils={("4", "K"): 20}, features=[feature])
    assert drawn.applicants["latitude"].is_between(39.3, 39.31).all()


def test_lists_have_ranks_without_gaps_no_program_twice_and_the_grade_of_the_child():
    drawn, _, programs = _draw()
    grade = {p.program_id: p.grade for p in programs}
    whose = dict(drawn.applicants.select("applicant_id", "grade").iter_rows())
    for (child,), rows in drawn.choices.group_by("applicant_id"):
        assert sorted(rows["rank"]) == list(range(1, rows.height + 1))
        assert rows["program_id"].n_unique() == rows.height <= MAXIMUM_CHOICES
        assert {grade[program] for program in rows["program_id"]} == {whose[child]}
    assert set(whose) == set(drawn.choices["applicant_id"])


def test_whoever_can_go_on_at_the_own_school_lists_it():
    drawn, _, _ = _draw(
        pupils={("4", "1"): 0, ("4", "5"): 99, ("4", "6"): 5, ("8", "6"): 5000, ("300", "6"): 4000}
    )
    assert drawn.applicants["current_school_id"].to_list() == ["4"] * 99
    listed = drawn.choices.filter(program_id="4-6")
    assert listed["applicant_id"].n_unique() == 99


def test_the_same_seed_gives_the_same_children_and_another_one_others():
    one, again, other = _draw(7)[0], _draw(7)[0], _draw(8)[0]
    for table in ("applicants", "choices", "claims"):
        assert getattr(one, table).equals(getattr(again, table))
        assert not getattr(one, table).equals(getattr(other, table))


def test_siblings_are_claimed_at_the_first_choice_and_below_grade_6_alone():
    drawn, _, programs = _draw()
    first = {
        c: p for c, r, p in drawn.choices.select("applicant_id", "rank", "program_id").iter_rows() if r == 1
    }
    school = {p.program_id: p.school.number for p in programs}
    grade = dict(drawn.applicants.select("applicant_id", "grade").iter_rows())
    assert drawn.claims.height > 0
    for child, where in drawn.claims.select("applicant_id", "school_id").iter_rows():
        assert school[first[child]] == where
        assert grade[child] in ("PK4", "K", "3", "4")


@settings(max_examples=25)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["4", "8", "300"]), st.sampled_from(["PK4", "K", "3", "5", "6", "8", "9"])),
        st.none() | st.integers(0, 12),
        min_size=1,
    ),
    st.integers(0, 99),
)
def test_whatever_is_counted_or_withheld_children_are_drawn_or_nobody_is(pupils, seed):
    drawn, _, programs = _draw(seed, pupils)
    offered = {p.grade for p in programs}
    assert set(drawn.applicants["grade"]) <= offered
    assert drawn.applicants["applicant_id"].is_unique().all()
    assert set(drawn.choices["applicant_id"]) == set(drawn.applicants["applicant_id"])


@pytest.mark.parametrize("grade", ["PK4", "K"])
def test_without_any_pupil_below_nobody_comes_from_a_school(grade):
    drawn, _, _ = _draw(pupils={("4", grade): 15})
    assert drawn.applicants["current_school_id"].to_list() == [None] * 15
