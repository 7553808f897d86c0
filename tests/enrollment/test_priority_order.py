"""The nearest list counts: a program's own, else its school's, its sector's, the default."""

import polars as pl

from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.priority_order import priority_lists

PROGRAMS = pl.DataFrame(
    {
        "program_id": ["P1", "P2", "P3", "P4"],
        "school_id": ["S1", "S1", "S2", "S3"],
        "sector": ["district", "district", "district", "charter"],
    }
)


def test_the_nearest_list_counts_and_everyone_is_left_out():
    priorities = {
        "default": ["iep", "everyone"],
        "sectors": {"district": ["low_income"]},
        "schools": {"S1": ["english_learner", "iep"]},
        "programs": {"P1": ["everyone"]},
    }
    rules = EnrollmentRules.model_validate({"priorities": priorities})
    assert priority_lists(PROGRAMS, rules) == [(), ("english_learner", "iep"), ("low_income",), ("iep",)]


def test_without_priorities_everyone_is_alike():
    assert priority_lists(PROGRAMS, EnrollmentRules.model_validate({})) == [()] * 4
