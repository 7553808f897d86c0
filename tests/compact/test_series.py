"""Imported series: every row names its source, and contradictions are refused."""

from __future__ import annotations

import pytest

from citycompact.compact import read_series
from citycompact.facts import FactsError

KNOWN = frozenset({"ratings", "funding"})


def test_rows_become_readings():
    text = "\ufeffindicator_id,group,on,value,source\nratings,charter,2027-01-01,0.5,State file\n"
    (row,) = read_series(text.encode(), KNOWN)
    assert (row.indicator_id, row.group, row.value, row.source) == ("ratings", "charter", 0.5, "State file")


def test_all_problems_at_once():
    text = (
        "indicator_id,group,on,value,source\n"
        "rating,,2027-01-01,0.5,State\n"
        "ratings,,2027-02-30,0.5,State\n"
        "ratings,,2027-01-01,nan,State\n"
        "funding,,2027-01-01,1,\n"
        "ratings,,2027-03-01,1,A\n"
        "ratings,,2027-03-01,2,A\n"
    )
    with pytest.raises(FactsError) as caught:
        read_series(text.encode(), KNOWN)
    said = str(caught.value)
    for part in (
        "no imported indicator",
        "is not a date",
        "is not a number",
        "Say where the value comes from",
        "contradicts",
    ):
        assert part in said


def test_an_empty_file_is_no_series():
    with pytest.raises(FactsError, match="holds no rows"):
        read_series(b"indicator_id,group,on,value,source\n", KNOWN)
