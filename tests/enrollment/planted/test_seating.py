"""Bugs in where right-holders sit among hard seats."""

import pytest

from hand_made import RECORDED, numbered
from planted_deciders import fault, is_caught_as_it_says, of, patched
from small_cities import town

FILE = "seating.py"
STAY = {"guarantees": [{"kind": "current_school"}]}


def holders(*reserves, seats, iep):
    """Children a, b, ... with a right to p, the best number first; of each reserve the position and seats."""
    names = "abc"[:seats]
    rows = [{"applicant_id": a, "grade": "K", "current_school_id": "Sp", "iep": a in iep} for a in names]
    kept = [
        {"program_id": "p", "position": position, "group": group, "seats": number, "hard": group == "iep"}
        for position, group, number in reserves
    ]
    return lambda: town(
        {a: ["p"] for a in names},
        {"p": seats},
        applicants=rows,
        reserves=kept,
        lottery=numbered(*names),
    )


two_children = holders((1, "open", 1), (2, "iep", 1), seats=2, iep="a")
three_children = holders((1, "iep", 1), seats=3, iep="bc")


def plain_order(right):
    def rights(market):
        found = right(market)
        found.programs = {}
        return found

    return rights


def worst_first(right):
    def seated(self, holders, free):
        self = type(self)(self.buckets, dict(reversed(self.doors.items())), self.edge)
        return right(self, holders, free)

    return seated


FAULTS = (
    fault(
        "hard seats are forgotten: holders of a right sit bucket after bucket, in the plain order",
        FILE,
        patched("mechanisms.deferred_acceptance.Rights", plain_order),
        of(two_children, STAY, RECORDED),
        "guarantees_kept",
        verify=True,
    ),
    fault(
        "the holder with the worst number sits first",
        FILE,
        patched("seating.Holders.seated", worst_first),
        of(three_children, STAY, RECORDED),
        "reserves_honoured",
        verify=True,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
