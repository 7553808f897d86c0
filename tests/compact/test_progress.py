"""Progress as pages read it: a view of the published tables, the worst flags first."""

from __future__ import annotations

import pytest
from hypothesis import given

from citycompact.compact import LIVE, STATUSES, ProgressRules, decide, progress_of
from citycompact.compact.demo import port_ellery
from citycompact.compact.progress import COLOURS, RESULT_TABLES, Flag, RefusedChange, TargetProgress
from citycompact.facts import rows_of
from small_compacts import DAY, compact, compacts


@given(compacts())
def test_everything_published_is_in_the_view_once_and_with_its_promise(facts):
    result = decide(facts, ProgressRules())
    found = progress_of(result)
    assert found.as_of == facts.as_of
    assert [item.promise_id for item in found.promises] == result.tables["promises"]["promise_id"].to_list()
    flags = [flag for item in found.promises for flag in item.flags]
    assert sorted(map(repr, flags)) == sorted(map(repr, rows_of(result.tables["flags"], Flag)))
    targets = tuple(target for item in found.promises for target in item.targets)
    assert targets == rows_of(result.tables["targets"], TargetProgress)
    assert found.refused == rows_of(result.tables["refused"], RefusedChange)
    for item in found.promises:
        assert {flag.promise_id for flag in item.flags} <= {item.promise_id}
        order = [COLOURS.index(flag.colour) for flag in item.flags]
        assert order == sorted(order, reverse=True)
        assert item.colour == (item.flags[0].colour if item.flags else "green")


def test_a_promise_is_found_by_its_id_and_another_is_not():
    found = progress_of(decide(compact(), ProgressRules()))
    assert found.of("one").promise_id == "one"
    with pytest.raises(KeyError):
        found.of("two")


def test_the_demos_tables_have_the_columns_that_are_published():
    result = decide(port_ellery(DAY), ProgressRules())
    for name, table in RESULT_TABLES.items():
        assert result.tables[name].columns == [column.name for column in table.columns]


def test_a_live_promise_is_neither_kept_nor_dropped():
    assert set(STATUSES) - LIVE == {"done", "dropped"}
