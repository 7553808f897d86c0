"""The demo city's schools: all levels and sectors, each with seats for the grades it has."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.city import GRADES
from citycompact.city.demo.geography import Geography
from citycompact.city.demo.schools import LEVELS, _spread, draw_programs, draw_schools


def drawn(seed, count):
    rng = np.random.default_rng(seed)
    geography = Geography.draw(rng, count)
    return rng, draw_schools(rng, geography, count)


@given(st.integers(0, 300), st.lists(st.floats(0.05, 1), min_size=1, max_size=5))
def test_places_are_shared_out_in_proportion_and_to_the_last_one(count, weights):
    shares = {f"n{k}": weight / sum(weights) for k, weight in enumerate(weights)}
    found = _spread(count, shares)
    assert len(found) == count
    if count >= len(shares):
        assert set(found) == set(shares), "everybody has one while there are enough"
    for name, share in shares.items():
        assert abs(found.count(name) - share * count) < len(shares) + 1


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("count", [6, 20, 60])
def test_every_grade_has_schools_and_no_two_share_an_id_or_a_name(seed, count):
    _, schools = drawn(seed, count)
    table = schools.table
    assert table.height == count
    assert table["school_id"].n_unique() == table["name"].n_unique() == count
    assert set(table["operator_id"]) == set(schools.operators["operator_id"])
    for grade in GRADES:
        assert len(schools.serves(grade)) >= 1, grade
    for level in LEVELS:
        run_by = set(schools.sector[schools.level == level])
        assert "charter" in run_by or count == 6
    # Zones are the district's, whose schools must take whoever lives there.
    assert table["zone"].is_not_null().to_list() == [sector == "district" for sector in schools.sector]


def test_a_charter_in_a_district_building_stands_where_the_building_is():
    shared = 0
    for seed in range(6):
        _, schools = drawn(seed, 60)
        for building in schools.table.partition_by("building_id"):
            shared += building.height > 1
            assert building.select("latitude", "longitude").n_unique() == 1
    assert shared


def test_seats_of_a_grade_add_up_to_a_little_more_than_its_applicants():
    rng, schools = drawn(2, 40)
    programs = draw_programs(rng, schools, dict.fromkeys(GRADES, 900))
    seats = programs.group_by("grade").agg(pl.col("seats").sum())
    for grade, count in seats.select("grade", "seats").iter_rows():
        assert 900 < count < 960, grade
    assert programs["program_id"].n_unique() == programs.height


def test_a_grade_that_nobody_applies_to_still_has_programs():
    rng, schools = drawn(1, 12)
    programs = draw_programs(rng, schools, {})
    assert set(programs["grade"]) == set(GRADES)
    assert programs["seats"].min() >= 1


def test_a_school_has_a_program_for_just_the_grades_of_its_level():
    rng, schools = drawn(5, 30)
    programs = draw_programs(rng, schools, dict.fromkeys(GRADES, 100))
    for number, level in enumerate(schools.level.tolist()):
        first, last = (GRADES.index(grade) for grade in LEVELS[level])
        has = set(programs.filter(school=number)["grade"])
        assert has == set(GRADES[first : last + 1])
