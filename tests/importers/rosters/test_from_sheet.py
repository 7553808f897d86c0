"""Rosters as schools send them; every problem at once, by row and column, and never with a name."""

import contextlib
import datetime
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from citycompact.facts import FactsError
from citycompact.importers.rosters import roster_of_sheet
from small_exports import TODAY

SPANISH = (
    "Grado;Primer apellido;Segundo apellido;Nombre;Fecha de nacimiento;Escuela;Matrícula\n"
    "3.º;Cruz;Vega;María;31/05/2018;Escuela Norte;17\n"
    "K;Ávila;;Mateo;02/03/2020;Escuela Norte;18\n"
    ";;;;;;\n"
)


def problems(text: str, **more) -> list[tuple]:
    with pytest.raises(FactsError) as caught:
        roster_of_sheet("roster.csv", text.encode(), TODAY, **more)
    for name in ("Xochitl", "Ibarra", "Ruiz"):
        assert name not in str(caught.value)
    return [(problem.row, problem.column, problem.message) for problem in caught.value.problems]


def test_a_spanish_sheet_with_two_surnames():
    roster = roster_of_sheet("lista.csv", SPANISH.encode(), TODAY)
    assert roster.students.drop("school_name", "school_identifier").rows() == [
        ("17", "María", "Cruz Vega", datetime.date(2018, 5, 31), "Escuela Norte", "3"),
        ("18", "Mateo", "Ávila", datetime.date(2020, 3, 2), "Escuela Norte", "K"),
    ]
    assert roster.notes == ()


def test_one_name_column_and_one_school():
    text = 'Student,DOB\n"Ibarra Ruiz, Xochitl",3/4/2019\n'
    roster = roster_of_sheet("r.csv", text.encode(), TODAY, school="N")
    assert roster.students.select("source_id", "given_name", "family_name", "school").rows() == [
        ("row 2", "Xochitl", "Ibarra Ruiz", "N")
    ]
    assert roster.notes == ("Birth dates are read as month first: 03/12/2019 could be either.",)


def test_an_excel_workbook():
    book = Workbook()
    for row in (
        ["Last Name", "First Name", "Birthdate", "Grade Level", "School", "Student ID"],
        ["Ibarra", "Xochitl", datetime.datetime(2019, 5, 31), 1.0, "North", 17.0],
    ):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    [student] = roster_of_sheet("r.xlsx", target.getvalue(), TODAY).students.rows()
    assert student == ("17", "Xochitl", "Ibarra", datetime.date(2019, 5, 31), "North", "North", None, "1")


def test_every_problem_at_once_by_row_and_column():
    text = (
        "Given name,Family name,Birth date,School,Grade,Student id\n"
        "Xochitl,,2019-05-31,North,1,7\n"
        "Xochitl,Ibarra,Ruiz,North,14,8\n"
        "Xochitl,Ibarra,,,1,7\n"
        "Xochitl,Ibarra\n"
    )
    assert problems(text) == [
        (2, "Family name", "lacks the given or the family name."),
        (3, "Birth date", "is no day on which a student can be born."),
        (3, "Grade", "is no grade from PK3 to 12."),
        (4, "Birth date", "is empty."),
        (4, "School", "is empty."),
        (4, "Student id", "repeats row 2."),
        (5, None, "has 2 cells where the header has 6."),
    ]


def test_columns_that_lack_or_stand_twice():
    assert [(column, message) for _, column, message in problems("Nombre,Grade,Grado\nx,1,1\n")] == [
        ("Grado", "means the same as Grade."),
        ("Birth date", "has no column Birth date."),
        ("School", "has no column School."),
    ]
    assert problems("Xochitl,Ibarra\n2019-05-31,1\n")[0][1] == "Given name"


@pytest.mark.parametrize("text", ["", "\n", ",,\n", "Given name,Family name,Birth date,School\n", "\0", '"'])
def test_what_holds_no_student_is_refused(text):
    assert problems(text)


@given(st.text(max_size=300))
def test_no_text_is_a_traceback(text):
    head = "Given name,Family name,Birth date,School,Grade\n"
    for content in (text, head + text):
        with contextlib.suppress(FactsError):
            roster_of_sheet("r.csv", content.encode("utf-8", "replace"), TODAY)
