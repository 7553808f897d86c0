"""A rule speaks of the programs that match every list it gives."""

import polars as pl
import pytest

from citycompact.enrollment.rules import TieBreakRule
from citycompact.enrollment.scope import in_scope

PROGRAMS = pl.DataFrame(
    {
        "program_id": ["P1", "P2", "P3"],
        "school_id": ["S1", "S1", "S2"],
        "sector": ["district", "district", "charter"],
        "grade": ["K", "9", "K"],
    }
)


@pytest.mark.parametrize(
    ("lists", "inside"),
    [
        ({}, [True, True, True]),
        ({"sectors": ["charter"]}, [False, False, True]),
        ({"grades": ["K"]}, [True, False, True]),
        ({"grades": ["K"], "schools": ["S1"]}, [True, False, False]),
        ({"programs": ["P2", "P3"]}, [False, True, True]),
        ({"programs": ["P9"]}, [False, False, False]),
    ],
)
def test_every_list_narrows(lists, inside):
    scope = TieBreakRule.model_validate({"kind": "lottery", **lists})
    assert in_scope(scope, PROGRAMS).tolist() == inside


def test_a_city_without_programs_has_none_in_scope():
    scope = TieBreakRule.model_validate({"kind": "lottery", "grades": ["K"]})
    assert in_scope(scope, PROGRAMS.clear()).tolist() == []
