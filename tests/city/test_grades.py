"""Grades stand in their order, from three-year-olds to the twelfth year."""

import pytest

from citycompact.city.grades import GRADES, grade_order


def test_grades_are_ordered():
    assert [grade_order(grade) for grade in GRADES] == list(range(15))
    assert grade_order("PK3") < grade_order("K") < grade_order("1") < grade_order("12")


@pytest.mark.parametrize("grade", ["13", "k", "", "01"])
def test_what_is_no_grade_has_no_place(grade):
    with pytest.raises(ValueError, match="not in"):
        grade_order(grade)
