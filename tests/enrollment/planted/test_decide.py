"""Bugs in what is published beside the placements."""

import polars as pl
import pytest

from hand_made import RECORDED
from planted_deciders import demo, fault, is_caught_as_it_says, of, patched
from small_cities import town

FILE = "decide.py"


def torn():
    """Two who ask to be kept together, and can be at q alone."""
    people = [{"applicant_id": a, "grade": "K", "family_id": "F", "together": True} for a in "ab"]
    numbers = [{"applicant_id": a, "number": n} for n, a in enumerate("ab", start=1)]
    return town({a: ["p", "q"] for a in "ab"}, {"p": 1, "q": 2}, applicants=people, lottery=numbers)


def without_closed(right):
    return lambda matched: right(matched).filter(pl.col("effect") != "closed")


FAULTS = (
    fault(
        "choices that keep-together closed are not published",
        FILE,
        patched("decide._siblings", without_closed),
        of(torn, {"siblings": {"keep_together": "together"}}, RECORDED),
        "siblings_kept",
        verify=True,
    ),
    fault(
        "places in the lottery are counted from nought",
        FILE,
        patched(
            "decide._lottery",
            lambda right: lambda matched: right(matched).with_columns(pl.col("lottery_place") - 1),
        ),
        demo({}),
        "lottery_numbers",
        verify=True,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
