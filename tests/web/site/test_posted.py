"""What forms send is read as what it is, however odd."""

from hypothesis import given
from hypothesis import strategies as st

from citycompact.web.site.posted import numbers_in


@given(st.lists(st.integers(min_value=0, max_value=10**18 - 1)))
def test_numbers_of_rows_come_back_in_their_order(numbers):
    assert numbers_in(str(number) for number in numbers) == numbers


@given(st.lists(st.text()))
def test_whatever_is_sent_fits_the_key_of_a_row(texts):
    assert all(0 <= number < 2**63 for number in numbers_in(texts))


def test_what_can_be_no_key_is_left_out():
    odd = ["", " 7", "7 ", "-1", "1.0", "1e3", "x", "²", "0x1f", "9" * 19, "7"]
    assert numbers_in(odd) == [7]
