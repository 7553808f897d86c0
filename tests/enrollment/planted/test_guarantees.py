"""Bugs in whose right is kept, and where; the committed records hold the right, so the check alone sees."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from hand_made import RECORDED, numbered
from planted_deciders import fault, is_caught_as_it_says, of, patched
from small_cities import city

FILE = "guarantees.py"
OPERATORS = [{"operator_id": s, "name": s, "sector": s} for s in ("district", "charter")]
SCHOOLS = [
    {"school_id": "S", "name": "S", "operator_id": "district"},
    {"school_id": "T", "name": "T", "operator_id": "charter"},
]
PROGRAMS = [
    {"program_id": p, "school_id": p[0], "grade": "K", "seats": n}
    for p, n in (("S-big", 2), ("S-few", 1), ("T", 1))
]


def attending(**schools):
    """Children who attend a school now, or none; the first to be named draw the worst numbers."""
    rows = [{"applicant_id": a, "grade": "K", "current_school_id": s} for a, s in schools.items()]
    choices = [
        {"applicant_id": a, "rank": n, "program_id": p}
        for a in schools
        for n, p in enumerate(("T", "S-big", "S-few"), start=1)
    ]
    return lambda: city(
        operators=OPERATORS,
        schools=SCHOOLS,
        programs=PROGRAMS,
        applicants=rows,
        choices=choices,
        lottery=numbered(*reversed(schools)),
    )


def one_forgotten(right):
    def rights(*facts):
        found = right(*facts).copy()
        found[np.flatnonzero(found >= 0)[:1]] = -1
        return found

    return rights


def smallest_program(right):
    def rights(facts, rules, roster):
        return right(facts, rules, replace(roster, programs=roster.programs.with_columns(-pl.col("seats"))))

    return rights


def moved_on(right):
    def rights(facts, rules, roster):
        found = right(facts, rules, roster)
        return np.where(found >= 0, (found + 1) % roster.programs.height, found).astype(found.dtype)

    return rights


STAY = {"guarantees": [{"kind": "current_school"}]}
OF_THE_DISTRICT = {"guarantees": [{"kind": "current_school", "sectors": ["district"]}]}

FAULTS = (
    fault(
        "a right is forgotten",
        FILE,
        patched("preparation.guaranteed_programs", one_forgotten),
        of(attending(a="S", b=None, c=None, d=None, e=None), STAY, RECORDED),
        "guarantees_kept",
        verify=False,
    ),
    fault(
        "a right is to the school's smallest program, not to its largest",
        FILE,
        patched("preparation.guaranteed_programs", smallest_program),
        of(attending(a="S", b=None, c=None, d=None, e=None), STAY, RECORDED),
        "guarantees_kept",
        verify=False,
    ),
    fault(
        "a right is given at the wrong program",
        FILE,
        patched("preparation.guaranteed_programs", moved_on),
        of(attending(a="S", b=None, c=None, d=None), STAY, RECORDED),
        "guarantees_kept",
        verify=False,
    ),
    fault(
        "a guarantee of one sector is kept in all",
        FILE,
        patched(
            "guarantees.in_scope", lambda right: lambda scope, programs: np.ones(programs.height, dtype=bool)
        ),
        of(attending(a="T", b=None, c=None), OF_THE_DISTRICT, RECORDED),
        "no_justified_envy",
        verify=False,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
