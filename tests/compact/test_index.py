"""The facts as they were known on a day: nothing of later, and all in order of time."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given

from citycompact.compact import facts as f
from citycompact.compact.index import Index
from small_compacts import DAY, ago, compact, compacts, days


@given(compacts(), days)
def test_it_holds_all_that_was_known_on_the_day_in_order_and_nothing_later(facts, on):
    index = Index.of(facts, on)
    assert set(index.evidence) == {e.evidence_id for e in facts.evidence if e.on <= on}
    for grouped, rows in (
        (index.evidence_of, facts.evidence),
        (index.changes, facts.status_changes),
        (index.measurements, facts.measurements),
    ):
        listed = [row for group in grouped.values() for row in group]
        assert sorted(map(repr, listed)) == sorted(repr(row) for row in rows if row.on <= on)
        for group in grouped.values():
            assert [row.on for row in group] == sorted(row.on for row in group)
    assert sum(map(len, index.targets.values())) == len(facts.targets)
    assert sum(map(len, index.milestones.values())) == len(facts.milestones)


def test_evidence_of_one_day_stands_in_the_order_of_its_ids():
    rows = tuple(f.Evidence(name, "document", ago(1), "T", "one") for name in "cab")
    index = Index.of(compact(evidence=rows), DAY)
    assert [item.evidence_id for item in index.evidence_of["one"]] == ["a", "b", "c"]


def test_a_promise_about_which_nothing_is_known_has_empty_lists():
    index = Index.of(compact(), DAY)
    assert index.changes["nobody"] == index.targets["nobody"] == index.measurements["i", ""] == []


def since(*tenures, on=DAY):
    rows = tuple(f.Tenure("owner", *tenure) for tenure in tenures)
    return Index.of(replace(compact(), tenures=rows), on).vacant_since("owner")


@pytest.mark.parametrize(
    ("tenures", "first"),
    [
        ([(ago(10),)], None),
        ([(ago(10), ago(0))], None),
        ([(ago(10), ago(1))], DAY),
        ([(ago(10), ago(4))], ago(3)),
        # A later holder who left sooner than an earlier one does not bring the vacancy forward.
        ([(ago(20), ago(5)), (ago(15), ago(9))], ago(4)),
        ([(ago(20), ago(5)), (ago(0),)], None),
        ([(ago(20), ago(5)), (ago(-1),)], ago(4)),
        ([(ago(-1),)], datetime.date.min),
        ([], datetime.date.min),
    ],
)
def test_a_vacancy_begins_on_the_day_after_the_last_holders_last_day(tenures, first):
    assert since(*tenures) == first
