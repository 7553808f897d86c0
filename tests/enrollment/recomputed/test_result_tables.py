"""Tables as they are found: whatever their form, they are read, and what is odd is said."""

from dataclasses import replace

import polars as pl

from citycompact.doors import Result
from citycompact.enrollment.recomputed.result_tables import COLUMNS, published
from hand_made import result_of
from small_cities import town

RESULT = result_of(town({"a": ["p"]}, {"p": 1}), {"a": "p"})


def of(**tables):
    return published(replace(RESULT, tables={**RESULT.tables, **tables}))


def test_tables_of_the_right_form_are_taken_as_they_are():
    found = of()
    assert found["assignments"].rows() == [("a", "p", 1, 1)]
    assert not any(found.odd[name] for name in RESULT.tables)
    assert "unverified" not in found.given


def test_a_column_that_is_missing_is_empty_and_said():
    found = of(assignments=RESULT.tables["assignments"].drop("bucket"))
    assert found["assignments"]["bucket"].to_list() == [None]
    assert found.odd["assignments"] == ["the table has no column bucket"]


def test_a_cell_of_another_kind_is_empty_and_said():
    found = of(assignments=RESULT.tables["assignments"].with_columns(bucket=pl.lit("first")))
    assert found["assignments"]["bucket"].to_list() == [None]
    assert found.odd["assignments"] == ["row 1: bucket is 'first', which it cannot be"]
    found = of(assignments=RESULT.tables["assignments"].with_columns(bucket=pl.lit("1")))
    assert found["assignments"]["bucket"].to_list() == [1]


def test_a_result_without_tables_is_read_too():
    found = published(Result({}))
    assert all(found[name].is_empty() and found.odd[name] for name in COLUMNS)
