"""Case, marks, apostrophes, hyphens, particles and blanks make no other name."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.people.folding import folded, name_words


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("  NÚÑEZ ", "nunez"),
        ("Nu\u0301n\u0303ez", "nunez"),
        ("Smith-Jones", "smith jones"),
        ("Smith\u2013Jones", "smith jones"),
        ("O\u2019Brien", "obrien"),
        ("Ka\u02bbahumanu", "kaahumanu"),
        ("Đặng", "dang"),
        ("Øster", "oster"),
        ("Groß", "gross"),
        ("İsmail", "ismail"),
        ("Ana\u200bMaria", "anamaria"),
        ("J. R.", "j r"),
        ("Иван", "иван"),
        ("", ""),
        ("--", ""),
    ],
)
def test_what_looks_alike_is_folded_alike(text, same):
    assert folded(text) == same


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("de la Cruz", ("cruz",)),
        ("Smith Jr.", ("smith",)),
        ("Smith, III", ("smith",)),
        ("Junior", ("junior",)),
        ("Do", ("do",)),
        ("La", ("la",)),
        ("De", ("de",)),
        ("Van Duc", ("van", "duc")),
        ("Al-Hassan", ("hassan",)),
        ("  ", ()),
    ],
)
def test_particles_and_suffixes_go_unless_they_are_the_name(name, words):
    assert name_words(name) == words


@given(st.text(max_size=40))
def test_folding_ends(text):
    once = folded(text)
    assert folded(once) == once
    assert folded(unicodedata.normalize("NFC", text)) == folded(unicodedata.normalize("NFD", text))
    assert all(name_words(text)) or not once
