"""Programs as people write them on paper."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def four(db):
    """Programs of one grade with names that are nearly alike, and one of another grade."""
    from citycompact.web.city.models import Operator, Program, School

    run_by = Operator.objects.first()
    made = {}
    for number, (name, program, grade) in enumerate(
        [
            ("Escuela Peña", None, "K"),
            ("Lincoln", None, "K"),
            ("Lincoln Park", None, "K"),
            ("Lincoln Park", "Dual language", "K"),
            ("Lincoln High", None, "9"),
        ]
    ):
        school = School.objects.create(school_id=f"X{number}", name=name, operator=run_by)
        pk = f"X{number}-{grade}"
        made[pk] = Program.objects.create(program_id=pk, school=school, grade=grade, seats=5, name=program)
    return made


def named(*lines):
    from citycompact.web.enrollment.programs_named import programs_named

    return programs_named(lines, "K")


@pytest.mark.parametrize(
    ("line", "program"),
    [
        ("X1-K", "X1-K"),
        ("X1-K Lincoln Park (sic)", "X1-K"),
        ("escuela pena", "X0-K"),
        ("PEÑA", "X0-K"),
        ("lincoln", "X1-K"),
        ("Lincoln Park", "X2-K"),
        ("lincoln park, dual", "X3-K"),
        ("dual language lincoln", "X3-K"),
    ],
)
def test_an_id_or_enough_of_a_name_is_one_program(four, line, program):
    assert named(line) == ([program], [])


def test_every_line_that_is_none_or_several_is_said_with_the_way_out(four):
    found, faults = named("Linc", "Lincoln High", "X4-9", "nothing", "X0-K", "Peña", "-")
    assert found == ["X0-K"]
    assert faults[0].startswith("“Linc” may be one of these; write the id: X1-K Lincoln; X2-K Lincoln Park;")
    assert "Lincoln High is no program in this grade." in faults
    assert "X4-9 is a program of grade 9, and not of K." in faults
    assert "nothing is no program in this grade." in faults
    assert "X0-K Escuela Peña is listed twice." in faults
    assert "- is no program in this grade." in faults
    assert len(faults) == 6
