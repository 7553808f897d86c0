"""Headings in English and Spanish, in any order, case and spelling."""

from citycompact.importers.rosters.headings import HEADINGS, fields_of


def test_headings_name_fields():
    assert fields_of(["GRADE", "Fecha de Nacimiento", "apellidos", "Nombre", "Notes", "Escuela"]) == {
        "grade": [0],
        "birth_date": [1],
        "family_name": [2],
        "given_name": [3],
        "school": [5],
    }
    assert fields_of(["First_Name", "LAST-NAME", "D.O.B."]) == {
        "given_name": [0],
        "family_name": [1],
    } | fields_of(["", "", "D.O.B."])
    assert fields_of(["Nombre", "Nacimiento"])["whole_name"] == [0]
    assert fields_of(["Grade", "Grado"])["grade"] == [0, 1]


def test_no_heading_names_two_fields():
    assert len(HEADINGS) > 60
    assert all(heading for heading in HEADINGS)
