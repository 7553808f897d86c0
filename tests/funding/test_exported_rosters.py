"""Counts of a day from a OneRoster export: both sectors by one hand."""

import datetime

import polars as pl
import pytest

from citycompact.facts import FactsError
from citycompact.funding import count_roster
from citycompact.funding.exported_rosters import grades_of, roster_from_export
from small_budgets import rules
from small_exports import EXPORT, files

DAY = datetime.date(2026, 11, 24)
SCHOOLS = pl.DataFrame({"school_id": ["S1", "hope"], "name": ["North", "Hope Charter"]})
WEIGHTS = [
    {"category": "K", "weight": 1},
    {"category": "6-8", "weight": 1},
    {"category": "9-12", "weight": 1},
    {"category": "low_income", "weight": 1, "need": True},
]


def counted(export=None, needs=None, weights=WEIGHTS, **more):
    agreed = rules(weights=weights, **more)
    roster, notes = roster_from_export(export or files(), [DAY], agreed, SCHOOLS, needs)
    found = count_roster(roster, agreed, [DAY])
    return {(s, c): n for s, c, n, _ in found.counts.iter_rows()}, notes


def test_grades_become_categories_and_schools_the_citys(tmp_path):
    (tmp_path / "needs.csv").write_text("student_id,category\nu3,low_income\nu9,low_income\n")
    found, notes = counted(needs=tmp_path / "needs.csv")
    assert found == {("S1", "K"): 1, ("S1", "6-8"): 1, ("hope", "9-12"): 1, ("hope", "low_income"): 1}
    assert any("1 rows of needs.csv" in note for note in notes)


def test_what_has_no_place_is_named_and_no_child():
    with pytest.raises(FactsError) as caught:
        counted(weights=WEIGHTS[:1], export=files(orgs=EXPORT["orgs"].replace("Hope Charter", "Elsewhere")))
    said = str(caught.value)
    assert "1 students are of a grade that no category counts: 8" in said
    assert "Elsewhere" in said
    for name in ("Lopez", "Ito", "u2", "ana"):
        assert name not in said


def test_an_export_says_nothing_of_days_of_membership():
    with pytest.raises(FactsError, match="not for how long"):
        counted(count_rule="membership_days")


def test_needs_that_cannot_be_read_are_named(tmp_path):
    (tmp_path / "needs.csv").write_text("student,category\nu3,low_income\n")
    with pytest.raises(FactsError, match="has no column student_id"):
        counted(needs=tmp_path / "needs.csv")


def test_a_grade_in_two_categories_is_refused():
    both = [
        {"category": "1-5", "weight": 1},
        {"category": "5", "weight": 1},
        {"category": "other", "weight": 1},
    ]
    found, problems = grades_of(rules(weights=both))
    assert "5" in found
    assert [problem.message for problem in problems] == ["counts grade 5, and so does 1-5."]
    assert grades_of(rules(weights=[{"category": "PK", "weight": 1}]))[0] == {"PK3": "PK", "PK4": "PK"}
