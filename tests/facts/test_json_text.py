"""JSON from outside: one reading, or none."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.facts import FactsError, json_of

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES)
def test_what_is_written_is_read(value):
    assert json_of(json.dumps(value), "x.json") == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"seed": "mine", "seed": "yours"}', "'seed' stands twice in one object"),
        ('[{"a": {"b": 1, "b": 1}}]', "'b' stands twice"),
        ("NaN", "NaN is not a number"),
        ('{"a": -Infinity}', "-Infinity is not a number"),
        ("[" * 100_000, "cannot be read as JSON"),
        ("{", "cannot be read as JSON"),
        ("", "cannot be read as JSON"),
        ("\x00", "cannot be read as JSON"),
        ("1" * 5000, "cannot be read as JSON"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(text, said):
    with pytest.raises(FactsError, match=said):
        json_of(text, "x.json")


def test_fractions_can_be_read_exactly():
    assert json_of('{"weight": 0.97}', "x.json", decimals=True) == {"weight": Decimal("0.97")}
