"""Bugs in serial dictatorship: another order is as efficient, and only the verifier sees it."""

from dataclasses import replace

import numpy as np
import pytest

from hand_made import RECORDED, numbered
from planted_deciders import demo, fault, instead, is_caught_as_it_says, of
from small_cities import town

FILE = "mechanisms/serial_dictatorship.py"
NAME = "serial_dictatorship"
DICTATORS = {"mechanism": {"name": NAME}}


def holder_with_the_worst_number():
    people = [
        {"applicant_id": a, "grade": "K", "current_school_id": "Sp" if a == "a" else None} for a in "ab"
    ]
    return town({"a": ["p"], "b": ["p"]}, {"p": 1}, applicants=people, lottery=numbered("b", "a"))


def in_the_order_of_ids(right):
    return lambda market: right(replace(market, order=np.arange(market.applicants, dtype=np.int32)))


def worst_first(right):
    return lambda market: right(replace(market, order=market.order[::-1].copy()))


FAULTS = (
    fault(
        "children choose in the order of their ids",
        FILE,
        instead(NAME, in_the_order_of_ids),
        demo(DICTATORS),
        verify=True,
    ),
    fault(
        "whoever has the worst number chooses first",
        FILE,
        instead(NAME, worst_first),
        demo(DICTATORS),
        verify=True,
    ),
    fault(
        "no seat is held back for a child with a right to it whose turn comes late",
        FILE,
        instead(NAME, lambda right: lambda market: right(replace(market, right=None))),
        of(holder_with_the_worst_number, {**DICTATORS, "guarantees": [{"kind": "current_school"}]}, RECORDED),
        "guarantees_kept",
        verify=True,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
