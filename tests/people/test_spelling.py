"""Spellings of one name are one; names that only look near are not."""

import pytest

from citycompact.people.spelling import _FAMILY, _GIVEN, spelled_family, spelled_given


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("ximena", "jimena"),
        ("xavier", "javier"),
        ("mohammed", "maxamed"),
        ("fatima", "faadumo"),
        ("catherine", "katherine"),
        ("sofia", "sophia"),
        ("anna", "ana"),
        ("tomas", "thomas"),
        ("brian", "bryan"),
        ("leah", "lea"),
    ],
)
def test_spellings_of_a_given_name(a, b):
    assert spelled_given(a) == spelled_given(b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("jose", "joseph"),
        ("juan", "john"),
        ("sara", "zara"),
        ("ada", "ana"),
        ("hassan", "hussein"),
        ("hana", "anna"),
        ("mohamed", "mohamud"),
        ("an", "anh"),
        ("mario", "maria"),
    ],
)
def test_two_given_names_stay_two(a, b):
    assert spelled_given(a) != spelled_given(b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("gonzales", "gonzalez"),
        ("ximenez", "gimenez"),
        ("hernandez", "ernandez"),
        ("delacruz", "cruz"),
        ("almasri", "masri"),
        ("vang", "vaj"),
        ("zavala", "sabala"),
    ],
)
def test_spellings_of_a_family_name(a, b):
    assert spelled_family(a) == spelled_family(b)


@pytest.mark.parametrize(
    ("a", "b"), [("lee", "le"), ("yang", "vang"), ("ho", "o"), ("allen", "len"), ("cruz", "ruiz")]
)
def test_two_families_stay_two(a, b):
    assert spelled_family(a) != spelled_family(b)


def test_no_spelling_belongs_to_two_names():
    for text, table in ((_GIVEN, spelled_given), (_FAMILY, spelled_family)):
        for spelling, name in text.items():
            assert table(spelling) == name
            assert text[name] == name
