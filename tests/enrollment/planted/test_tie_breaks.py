"""Bugs in how ties within a priority are broken."""

import numpy as np
import polars as pl
import pytest

from hand_made import RECORDED, numbered
from planted_deciders import fault, is_caught_as_it_says, of, patched
from small_cities import town

FILE = "tie_breaks.py"
ENVY = ("no_justified_envy",)
BANDS = {"tie_breaks": [{"kind": "band", "bands": [80.0, 60.0]}]}


def scored(tie_break=None, **scores):
    """Children who want p, the first to be named with the worst lottery number; None is no score."""
    programs = [{"program_id": "p", "school_id": "Sp", "grade": "K", "seats": 1, "tie_break": tie_break}]
    rows = [{"applicant_id": a, "program_id": "p", "score": s} for a, s in scores.items() if s is not None]
    return lambda: town(
        {a: ["p"] for a in scores},
        {"p": 1},
        programs=programs,
        scores=rows,
        lottery=numbered(*reversed(scores)),
    )


def of_scores(change):
    """Break ties by scores that are changed."""

    def plant(right):
        def ranks(pairs, breaks, score, numbers):
            return right(pairs, breaks, None if score is None else change(score), numbers)

        return ranks

    return plant


FAULTS = (
    fault(
        "the lowest score comes first",
        FILE,
        patched("preparation.tie_ranks", of_scores(np.negative)),
        of(scored(a=9.0, b=8.0), {"tie_breaks": [{"kind": "score"}]}, RECORDED),
        *ENVY,
        verify=True,
    ),
    fault(
        "a score that is missing counts as zero",
        FILE,
        patched("preparation.tie_ranks", of_scores(np.nan_to_num)),
        of(scored(a=0.0, b=None), {"tie_breaks": [{"kind": "score"}]}, RECORDED),
        *ENVY,
        verify=True,
    ),
    fault(
        "a score at the bound of a band falls into the band below",
        FILE,
        patched("preparation.tie_ranks", of_scores(lambda score: np.nextafter(score, -np.inf))),
        of(scored(a=80.0, b=79.0), BANDS, RECORDED),
        *ENVY,
        verify=True,
    ),
    fault(
        "scores within a band are compared",
        FILE,
        patched(
            "preparation.tie_breaks",
            lambda right: (
                lambda programs, rules: right(programs.with_columns(tie_break=pl.lit("score")), rules)
            ),
        ),
        of(scored(a=79.0, b=78.0), BANDS, RECORDED),
        *ENVY,
        verify=False,
    ),
    fault(
        "what a program says itself of its ties is overruled by the rules",
        FILE,
        patched(
            "preparation.tie_breaks",
            lambda right: (
                lambda programs, rules: right(programs.with_columns(tie_break=pl.lit(None, pl.String)), rules)
            ),
        ),
        of(scored("score", a=9.0, b=8.0), {"tie_breaks": [{"kind": "lottery"}]}, RECORDED),
        *ENVY,
        verify=False,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
