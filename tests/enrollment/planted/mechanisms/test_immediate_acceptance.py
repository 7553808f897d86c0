"""Bugs in immediate acceptance, which promises little: only the verifier sees another mechanism."""

from dataclasses import replace

import pytest

from citycompact.enrollment.mechanisms import deferred_acceptance
from hand_made import RECORDED, numbered
from planted_deciders import demo, fault, instead, is_caught_as_it_says, of
from small_cities import town

FILE = "mechanisms/immediate_acceptance.py"
NAME = "immediate_acceptance"
BOSTON = {"mechanism": {"name": NAME}}


def holder_who_tries_elsewhere():
    people = [
        {"applicant_id": a, "grade": "K", "current_school_id": "Sp" if a == "a" else None} for a in "ab"
    ]
    return town(
        {"a": ["q", "p"], "b": ["p"]}, {"p": 1, "q": 0}, applicants=people, lottery=numbered("b", "a")
    )


FAULTS = (
    fault(
        "what is given stays open to better claims (deferred acceptance)",
        FILE,
        instead(NAME, lambda right: deferred_acceptance),
        demo(BOSTON),
        verify=True,
    ),
    fault(
        "no seat is held back for a child with a right to it who asks elsewhere first",
        FILE,
        instead(NAME, lambda right: lambda market: right(replace(market, right=None))),
        of(holder_who_tries_elsewhere, {**BOSTON, "guarantees": [{"kind": "current_school"}]}, RECORDED),
        "guarantees_kept",
        verify=True,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
