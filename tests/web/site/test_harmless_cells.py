"""No text is a formula in a spreadsheet, and every text comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.web.site.harmless_cells import harmless, plain


@given(st.text(max_size=30))
def test_a_text_that_is_made_harmless_is_no_formula_and_comes_back(text):
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert plain(harmless(text)) == text


@pytest.mark.parametrize("text", ["=1", "'=1", "''@x", "-", "\t=1", "'", "' =", "O'Neil", ""])
def test_odd_texts_come_back(text):
    assert plain(harmless(text)) == text


@pytest.mark.parametrize("cell", [None, 3, 2.5, True])
def test_what_is_no_text_stays_as_it_is(cell):
    assert harmless(cell) is cell
