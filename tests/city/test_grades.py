"""Grades stand in their order, from three-year-olds to the twelfth year."""

import pytest

from citycompact.city.grades import GRADES, grade_after, grade_order


def test_grades_are_ordered():
    assert [grade_order(grade) for grade in GRADES] == list(range(15))
    assert grade_order("PK3") < grade_order("K") < grade_order("1") < grade_order("12")


@pytest.mark.parametrize("grade", ["13", "k", "", "01"])
def test_what_is_no_grade_has_no_place(grade):
    with pytest.raises(ValueError, match="not in"):
        grade_order(grade)


def test_a_year_later_is_the_next_grade_and_after_the_last_there_is_none():
    assert [grade_after(grade, 1) for grade in ("PK4", "K", "11")] == ["K", "1", "12"]
    assert [grade_after(grade, -1) for grade in ("K", "1")] == ["PK4", "K"]
    assert (grade_after("12", 1), grade_after("PK3", -1), grade_after("12", 0)) == (None, None, "12")
