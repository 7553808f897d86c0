"""A value has one form in bytes, whatever the machine."""

import datetime

import pytest

from citycompact.facts import canonical_json


def test_it_is_sorted_compact_utf8():
    assert canonical_json({"b": [1, 2.5, None], "a": "ñ"}) == '{"a":"ñ","b":[1,2.5,null]}'.encode()


def test_days_and_times_are_iso_8601():
    assert canonical_json([datetime.date(2027, 3, 31), datetime.time(8, 20)]) == b'["2027-03-31","08:20:00"]'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), b"bytes"])
def test_what_has_no_form_is_refused(value):
    with pytest.raises((TypeError, ValueError)):
        canonical_json(value)
