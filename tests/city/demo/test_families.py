"""The demo city's families: about as many children as asked for, with brothers and sisters alike."""

import numpy as np
import pytest

from citycompact.city import GRADES
from citycompact.city.demo.families import draw_children
from citycompact.city.demo.geography import Geography
from citycompact.city.demo.schools import draw_schools


@pytest.fixture(scope="module")
def town():
    rng = np.random.default_rng(7)
    geography = Geography.draw(rng, 20)
    schools = draw_schools(rng, geography, 20)
    return schools, draw_children(rng, geography, schools, 3_000)


def test_about_so_many_children_apply_and_one_family_in_five_has_several(town):
    _, children = town
    assert 2_800 < len(children.family) < 3_200
    sizes = np.bincount(children.family)
    assert set(sizes) == {1, 2, 3}
    assert 0.15 < (sizes > 1).mean() < 0.25


def test_children_of_one_family_share_home_income_and_tastes(town):
    _, children = town
    same = np.flatnonzero(children.family[1:] == children.family[:-1])
    for shared in (children.place, children.low_income, children.taste, children.charter_taste):
        assert np.array_equal(shared[same], shared[same + 1])
    assert np.array_equal(children.keep_together[same], children.keep_together[same + 1])


def test_only_children_with_brothers_or_sisters_in_the_round_ask_to_be_kept_together(town):
    _, children = town
    alone = np.bincount(children.family)[children.family] == 1
    assert children.keep_together.any()
    assert not children.keep_together[alone].any()


def test_a_child_attends_a_school_that_has_the_grade_before(town):
    schools, children = town
    attending = np.flatnonzero(children.current_school >= 0)
    assert len(attending) > 1_000
    assert (children.current_school[children.grade == 0] == -1).all(), "before the first grade there is none"
    for child in attending.tolist():
        before = GRADES[int(children.grade[child]) - 1]
        assert children.current_school[child] in schools.serves(before)


def test_all_are_in_a_grade_that_there_is(town):
    _, children = town
    assert set(np.unique(children.grade)) == set(range(len(GRADES)))


def test_the_same_numbers_give_the_same_families():
    def drawn():
        rng = np.random.default_rng(1)
        geography = Geography.draw(rng, 8)
        return draw_children(rng, geography, draw_schools(rng, geography, 8), 50)

    first, again = drawn(), drawn()
    assert all(np.array_equal(getattr(first, name), getattr(again, name)) for name in vars(first))
