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


@pytest.mark.parametrize(("age", "colour"), [(90, "green"), (91, "amber"), (180, "amber"), (181, "red")])
def test_evidence_older_than_90_days_turns_amber_and_then_red(age, colour):
    item = progress(compact(evidence=(f.Evidence("e", "document", ago(age), "E", "one"),)))
    assert item.colour == colour
    assert rules_of(item) == ({"evidence_old"} if colour != "green" else set())


@pytest.mark.parametrize(("days_vacant", "colour"), [(0, "green"), (1, "amber"), (60, "amber"), (61, "red")])
def test_a_vacant_post_turns_its_promises(days_vacant, colour):
    # The holder's last day is the day before the vacancy's first.
    facts = compact(tenures=(f.Tenure("owner", ago(400), ago(days_vacant)),))
    assert progress(facts).colour == colour


def test_a_post_that_was_never_held_is_red_and_a_new_holder_mends_it():
    assert rules_of(progress(compact(tenures=()))) == {"never_held"}
    assert progress(compact(tenures=(f.Tenure("owner", DAY),))).colour == "green"


@pytest.mark.parametrize(("late", "colour"), [(0, "green"), (1, "amber"), (30, "amber"), (31, "red")])
def test_a_milestone_that_has_passed_turns_the_promise(late, colour):
    item = progress(compact(milestones=(f.Milestone("one", 1, "M", ago(late)),)))
    assert item.colour == colour


def test_a_milestone_reached_in_time_or_late_turns_nothing():
    assert progress(compact(milestones=(f.Milestone("one", 1, "M", ago(50), ago(20)),))).colour == "green"


def measured(*values, baseline=10.0, target=20.0):
    return compact(
        indicators=(f.Indicator("i", "I", "imported", "points"),),
        targets=(f.Target("one", "i", "", baseline, ago(300), target),),
        measurements=tuple(f.Measurement("i", "", ago(200 - 10 * k), v, "s") for k, v in enumerate(values)),
    )


def test_an_indicator_that_moves_away_from_its_target_is_amber_and_below_its_baseline_red():
    assert progress(measured(12.0, 14.0)).colour == "green"
    assert progress(measured(14.0, 12.0)).colour == "amber"
    assert progress(measured(12.0, 9.0)).colour == "red"


def test_a_fall_stays_a_fall_while_nothing_moves():
    assert progress(measured(14.0, 12.0, 12.0, 12.0)).colour == "amber"
    assert progress(measured(14.0, 12.0, 12.0, 13.0)).colour == "green"


def test_down_is_the_right_way_where_the_target_is_lower():
    assert progress(measured(8.0, 6.0, baseline=10.0, target=2.0)).colour == "green"
    assert progress(measured(6.0, 8.0, baseline=10.0, target=2.0)).colour == "amber"


def test_progress_is_the_share_of_the_way():
    (target,) = progress(measured(12.0, 15.0)).targets
    assert (target.value, target.share, target.before) == (15.0, 0.5, 0.2)


def test_a_kept_promise_that_slips_keeps_its_status_and_turns_amber():
    facts = replace(measured(20.0, 18.0), status_changes=(f.StatusChange("one", ago(9), "done", "e"),))
    item = progress(facts)
    assert (item.status, item.colour, rules_of(item)) == ("done", "amber", {"slipped"})


def test_a_dropped_promise_has_no_flags():
    facts = compact(
        tenures=(),
        evidence=(f.Evidence("e", "resolution", ago(300), "E", "one"),),
        status_changes=(f.StatusChange("one", ago(300), "dropped", "e"),),
        milestones=(f.Milestone("one", 1, "M", ago(200)),),
    )
    assert progress(facts).flags == ()


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


def with_target(*values, target_on, status=()):
    facts = measured(*values)
    return replace(facts, targets=(replace(facts.targets[0], target_on=target_on),), status_changes=status)


@pytest.mark.parametrize(("late", "colour"), [(0, "green"), (1, "amber"), (30, "amber"), (31, "red")])
@pytest.mark.parametrize("values", [(), (12.0, 19.9)])
def test_a_target_that_is_not_met_on_its_day_turns_the_promise(late, colour, values):
    item = progress(with_target(*values, target_on=ago(late)))
    assert item.colour == colour
    assert rules_of(item) == ({"target_missed"} if late else set())


def test_a_target_that_is_met_or_has_no_day_turns_nothing():
    assert progress(with_target(12.0, 20.0, target_on=ago(50))).colour == "green"
    assert progress(with_target(12.0, 13.0, target_on=None)).colour == "green"


@pytest.mark.parametrize(("status", "kind"), [("done", "document"), ("dropped", "resolution")])
def test_a_kept_or_dropped_promise_misses_no_target(status, kind):
    facts = with_target(target_on=ago(50), status=(f.StatusChange("one", ago(9), status, "e"),))
    item = progress(replace(facts, evidence=(f.Evidence("e", kind, ago(10), "E", "one"),)))
    assert (item.status, item.flags) == (status, ())
