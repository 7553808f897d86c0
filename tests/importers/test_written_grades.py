"""Grades as people write them."""

import pytest

from citycompact.importers.written_grades import read_grade


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("5", "5"),
        ("05", "5"),
        ("5th", "5"),
        ("5.º", "5"),
        ("Grade 5", "5"),
        ("5to grado", "5"),
        ("12", "12"),
        ("KG", "K"),
        ("Kinder", "K"),
        ("0", "K"),
        ("Pre-K 4", "PK4"),
        ("PK3", "PK3"),
        ("TK", "PK4"),
        ("KA", "K"),
        ("K4", "PK4"),
        ("P3", "PK3"),
        ("IT", None),
        ("UG", None),
        ("13", None),
        ("adult", None),
        ("", None),
        ("-1", "1"),
    ],
)
def test_grades(text, grade):
    assert read_grade(text) == grade
