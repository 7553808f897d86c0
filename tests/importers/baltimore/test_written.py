"""Names, numbers and counts as people and programs write them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.importers.baltimore.written import breaks, count, joined, school_number


@pytest.mark.parametrize(
    "text", ["", "*", "**", "NA", "n/a", "<10", "< 10", "<=5", "≤5", ">95", ">95%", " * "]
)
def test_what_is_withheld_is_no_number_and_no_nought(text):
    assert count(text) is None


@pytest.mark.parametrize("text", ["ten", "-3", "4.5", "1,200", "12*", "NaN", "1e3", "<", "1" * 5000, "٣"])
def test_what_is_no_count_is_refused(text):
    with pytest.raises(ValueError, match=re.escape(text)):
        count(text)


@given(st.integers(0, 999_999))
def test_a_count_is_read_with_a_spreadsheets_decimal_too(number):
    assert count(str(number)) == count(f"{number}.0") == count(f" {number} ") == number
    assert (
        school_number(str(number))
        == school_number(f"{number}.0")
        == school_number(f"00{number}")
        == str(number)
    )


@pytest.mark.parametrize("text", ["400.1", "4a", "", "-4", "four", "9" * 5000, "٣"])
def test_what_is_no_schools_number_is_none(text):
    assert school_number(text) is None


def test_a_line_break_is_a_blank_and_nothing_where_it_cut_a_word_at_its_hyphen():
    assert joined("Young\r\nWomen MH") == "Young Women MH"
    assert joined("Dr. N. A. Pitts-\r\nAshburton EM") == "Dr. N. A. Pitts-Ashburton EM"
    assert joined("Belair- Edison") == "Belair- Edison"


@given(st.text())
def test_a_joined_name_is_on_one_line_and_stays_as_it_is(text):
    once = joined(text)
    assert joined(once) == once
    assert not breaks(once)
