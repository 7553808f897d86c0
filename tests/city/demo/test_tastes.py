"""What the demo city's families want: lists without repeats, of the child's grade, near things first."""

import numpy as np
import polars as pl
import pytest

from citycompact.city import GRADES
from citycompact.city.demo import tastes
from citycompact.city.demo.families import draw_children
from citycompact.city.demo.geography import Geography
from citycompact.city.demo.schools import draw_programs, draw_schools
from citycompact.city.demo.tastes import MAXIMUM_CHOICES, draw_choices


@pytest.fixture(scope="module")
def town():
    rng = np.random.default_rng(11)
    geography = Geography.draw(rng, 40)
    schools = draw_schools(rng, geography, 40)
    children = draw_children(rng, geography, schools, 2_500)
    return schools, draw_programs(rng, schools, dict.fromkeys(GRADES, 200)), children


def chosen(town, mean, seed=1):
    child, rank, program = draw_choices(np.random.default_rng(seed), *town, mean)
    return pl.DataFrame({"child": child, "rank": rank, "program": program})


def test_every_child_has_a_list_of_its_own_grade_ranked_from_one_without_repeats(town):
    _, programs, children = town
    found = chosen(town, 5.0)
    assert found["child"].n_unique() == len(children.family)
    assert found.select("child", "program").is_unique().all()
    for _, listed in found.group_by("child"):
        assert sorted(listed["rank"]) == list(range(1, listed.height + 1))
    grades = programs["grade"].gather(found["program"])
    assert (grades == pl.Series(list(GRADES)).gather(children.grade[found["child"]])).all()


@pytest.mark.parametrize("mean", [1.0, 3.0, 5.18, 12.0])
def test_lists_are_as_long_as_said_on_average_and_never_longer_than_allowed(town, mean):
    lengths = chosen(town, mean).group_by("child").len()["len"]
    # In a grade with fewer programs than that, lists cannot be longer.
    assert mean * 0.8 <= lengths.mean() <= mean * 1.05
    assert 1 <= lengths.min() <= lengths.max() <= MAXIMUM_CHOICES


def test_families_like_what_is_near_and_where_a_sibling_is(town):
    schools, programs, children = town
    first = chosen(town, 5.0).filter(rank=1)
    school = programs["school"].to_numpy()[first["program"]]
    home = children.place[first["child"]]
    distance = np.hypot(*(schools.place[school] - home).T)
    anywhere = np.hypot(*(schools.place[np.random.default_rng(0).permutation(school)] - home).T)
    assert distance.mean() < 0.75 * anywhere.mean()
    sibling = children.sibling_school[first["child"]]
    has = sibling >= 0
    assert (school[has] == sibling[has]).mean() > 3 * (
        np.random.default_rng(0).permutation(school)[has] == sibling[has]
    ).mean()


def test_working_in_chunks_leaves_nobody_out(town, monkeypatch):
    monkeypatch.setattr(tastes, "_CHUNK", 7)
    assert chosen(town, 2.0)["child"].n_unique() == len(town[2].family)
