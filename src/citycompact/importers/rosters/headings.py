"""What a column of a roster is called, in English and Spanish, in whatever order and spelling."""

from __future__ import annotations

from citycompact.people import folded

_CALLED = {
    "source_id": "student id | id | student number | studentid | sourcedid | student no | local id | "
    "state id | id del estudiante | id de estudiante | id del alumno | numero de estudiante | matricula",
    "given_name": "given name | givenname | given names | first name | firstname | first | nombre | "
    "nombres | primer nombre | nombre de pila",
    "family_name": "family name | familyname | last name | lastname | last | surname | surnames | apellido | "
    "apellidos",
    "first_surname": "first surname | primer apellido | apellido paterno | apellido 1",
    "second_surname": "second surname | segundo apellido | apellido materno | apellido 2",
    "whole_name": "name | student name | student | full name | nombre completo | estudiante | alumno | "
    "nombre y apellido | apellidos y nombre | nombre del estudiante | nombre del alumno",
    "birth_date": "birth date | birthdate | date of birth | dob | birthday | born | fecha de nacimiento | "
    "nacimiento | fecha nacimiento | fecha de nac",
    "school": "school | school id | school name | schoolid | school code | campus | site | escuela | "
    "colegio | plantel | id de la escuela | nombre de la escuela | codigo de la escuela",
    "grade": "grade | grade level | gradelevel | current grade | grado | curso | nivel",
}
HEADINGS = {folded(heading): field for field, said in _CALLED.items() for heading in said.split("|")}
"""Folded heading to the field that it names."""


def fields_of(header: list[str]) -> dict[str, list[int]]:
    """Which columns of a header name which field; more than one is for the caller to refuse.

    ``Nombre`` is a given name where the family name has a column of its own, and the whole name else.
    """
    found: dict[str, list[int]] = {}
    for at, heading in enumerate(header):
        field = HEADINGS.get(folded(heading))
        if field is not None:
            found.setdefault(field, []).append(at)
    if "given_name" in found and not {"family_name", "first_surname", "whole_name"} & found.keys():
        found["whole_name"] = found.pop("given_name")
    return found
