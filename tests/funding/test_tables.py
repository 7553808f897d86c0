"""Rows that cannot be meant are refused where they are read."""

import pytest

from citycompact.facts import FactsError
from small_budgets import city


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"counts": "A,K,-1"}, "must be at least 0|is less than 0|-1"),
        ({"counts": "A,K,many"}, "is not a number with at most 6 decimals"),
        ({"counts": "Z,K,1"}, "schools.csv does not have"),
        ({"counts": "A,K,1\nA,K,2"}, "repeats row 2"),
        ({"counts": "A,K,1", "previous": "A,-5,1"}, "-5"),
        ({"counts": "A,K,1", "moves": "m,K,A,B,soon"}, "is not a date"),
        ({"counts": "A,K,1", "in_kind": "A,,5"}, "is empty"),
    ],
)
def test_it_is_refused_with_its_row(tmp_path, tables, said):
    with pytest.raises(FactsError, match=said):
        city(tmp_path, **tables)


def test_tables_that_are_not_there_are_empty(tmp_path):
    facts = city(tmp_path, "A,K,1")
    assert facts.tables["previous"].is_empty()
    assert facts.tables["counts"]["year"].to_list() == [""]
