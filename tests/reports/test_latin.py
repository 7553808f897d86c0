"""Text for the built-in fonts of a PDF."""

from hypothesis import given
from hypothesis import strategies as st

from citycompact.reports.latin import in_latin


def test_quotes_and_dashes_become_plain_and_spanish_stays():
    assert in_latin("“Año” – ‘niño’ — ¿qué? …") == "\"Año\" - 'niño' - ¿qué? ..."
    assert in_latin("Đặng") == "??ng"


@given(st.text())
def test_no_text_stops_a_statement(text):
    in_latin(text).encode("latin-1")
