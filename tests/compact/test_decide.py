"""Statuses and flags follow from facts, rules and date alone."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.compact import ProgressRules, decide, progress_of
from citycompact.compact import facts as f
from citycompact.facts import FactsError
from citycompact.record.published_tables import csv_of
from small_compacts import DAY, ago, compact, compacts, days

RULES = ProgressRules()


def decided(facts, on=DAY):
    return progress_of(decide(replace(facts, as_of=on), RULES))


def progress(facts, on=DAY):
    return decided(facts, on).of("one")


def same(one, other):
    return all(one.tables[name].equals(other.tables[name]) for name in one.tables)


def rules_of(item):
    return {flag.rule for flag in item.flags}


def test_a_promise_without_a_change_is_not_started():
    item = progress(compact())
    assert (item.status, item.colour, item.since) == ("not_started", "green", ago(365))


def test_a_status_rests_on_the_evidence_it_cites():
    item = progress(compact(status_changes=(f.StatusChange("one", ago(9), "done", "e"),)))
    assert (item.status, item.evidence_id, item.since) == ("done", "e", ago(9))


@pytest.mark.parametrize(
    ("kind", "status", "counts"),
    [
        ("meeting", "done", False),
        ("interview", "done", False),
        ("indicator", "done", True),
        ("document", "dropped", False),
        ("resolution", "dropped", True),
        ("meeting", "stalled", True),
    ],
)
def test_a_status_needs_evidence_of_a_kind_that_was_agreed_on(kind, status, counts):
    facts = compact(
        evidence=(f.Evidence("e", kind, ago(10), "E", "one"),),
        status_changes=(f.StatusChange("one", ago(9), status, "e"),),
    )
    found = decided(facts)
    assert (found.of("one").status == status) is counts
    assert bool(found.refused) is not counts


def test_evidence_of_a_later_day_or_about_another_promise_changes_nothing():
    two = replace(compact().promises[0], promise_id="two")
    facts = compact(
        promises=(*compact().promises, two),
        evidence=(
            f.Evidence("late", "document", ago(5), "E", "one"),
            f.Evidence("other", "document", ago(50), "E", "two"),
        ),
        status_changes=(
            f.StatusChange("one", ago(9), "done", "late"),
            f.StatusChange("one", ago(8), "done", "other"),
        ),
    )
    found = decided(facts)
    assert found.of("one").status == "not_started"
    assert len(found.refused) == 2


@given(compacts(), days)
def test_what_happens_later_changes_nothing_about_an_earlier_day(facts, on):
    past = replace(
        facts,
        promises=tuple(c for c in facts.promises if c.made_on <= on),
        evidence=tuple(e for e in facts.evidence if e.on <= on),
        status_changes=tuple(c for c in facts.status_changes if c.on <= on),
        measurements=tuple(r for r in facts.measurements if r.on <= on),
        tenures=tuple(t for t in facts.tenures if t.since <= on),
    )
    assert same(decide(replace(facts, as_of=on), RULES), decide(replace(past, as_of=on), RULES))


@given(compacts(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(facts, chance):
    def mixed(rows):
        rows = list(rows)
        chance.shuffle(rows)
        return tuple(rows)

    other = replace(
        facts,
        evidence=mixed(facts.evidence),
        status_changes=mixed(facts.status_changes),
        measurements=mixed(facts.measurements),
        tenures=mixed(facts.tenures),
        promises=mixed(facts.promises),
    )
    assert same(decide(facts, RULES), decide(other, RULES))


@given(compacts(), st.integers(0, 200))
def test_time_alone_never_makes_old_evidence_fresher(facts, more):
    later = DAY + datetime.timedelta(days=more)
    before, after = decided(facts), decided(facts, later)
    for item in before.promises:
        then = after.of(item.promise_id)
        if (
            then.status == item.status
            and rules_of(item) & {"evidence_old", "no_evidence"}
            and then.last_evidence_on == item.last_evidence_on
        ):
            assert rules_of(then) & {"evidence_old", "no_evidence"}


def test_the_same_facts_give_the_same_hash():
    def texts():
        return {name: csv_of(table) for name, table in decide(compact(), RULES).tables.items()}

    assert texts() == texts()
    assert decide(compact(as_of=ago(1)), RULES).values != decide(compact(), RULES).values


def test_a_compact_that_does_not_say_its_day_is_not_decided():
    with pytest.raises(FactsError, match=r"compact\.toml, as_of"):
        decide(compact(as_of=None), RULES)
