"""What turns a promise amber or red: each rule, to the day."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from citycompact.compact import ProgressRules, decide, progress_of
from citycompact.compact import facts as f
from citycompact.compact.flags import flags_of
from citycompact.compact.index import Index
from citycompact.compact.targets import target_progress
from small_compacts import DAY, ago, compact, compacts, measured

RULES = ProgressRules()


def progress(facts):
    return progress_of(decide(replace(facts, as_of=DAY), RULES)).of("one")


def rules_of(item):
    return {flag.rule for flag in item.flags}


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


def raised(facts, status, rules=RULES):
    index = Index.of(facts, DAY)
    return flags_of(facts.promises[0], status, target_progress("one", index), index, rules)


def late(**more):
    """A promise late in every way."""
    facts = measured(12.0, 5.0)
    promise = replace(facts.promises[0], due_on=ago(40))
    return replace(
        facts,
        promises=(promise,),
        tenures=(),
        evidence=(),
        targets=(replace(facts.targets[0], target_on=ago(5)),),
        milestones=(f.Milestone("one", 1, "M", ago(3)), f.Milestone("one", 2, "N", ago(50))),
        **more,
    )


def test_every_flag_says_of_what_since_when_and_for_how_long():
    found = {(flag.rule, flag.number): flag for flag in raised(late(), "in_progress")}
    said = {key: (flag.colour, flag.days, flag.on) for key, flag in found.items()}
    assert said == {
        ("worse_than_baseline", None): ("red", None, None),
        ("no_evidence", None): ("red", 365, ago(365)),
        ("never_held", None): ("red", None, None),
        ("milestone_passed", 2): ("red", 50, ago(50)),
        ("milestone_passed", 1): ("amber", 3, ago(3)),
        ("target_missed", None): ("amber", 5, ago(5)),
        ("overdue", None): ("red", 40, ago(40)),
    }
    assert found["never_held", None].post_id == "owner"
    assert (found["target_missed", None].indicator_id, found["target_missed", None].group) == ("i", "")


def test_a_kept_promise_is_held_to_its_indicators_alone_and_a_dropped_one_to_nothing():
    assert [flag.rule for flag in raised(late(), "done")] == ["slipped"]
    assert raised(late(), "dropped") == []


def test_how_far_an_indicator_may_fall_back_is_agreed_on():
    facts = measured(14.0, 12.0)
    assert [flag.rule for flag in raised(facts, "in_progress")] == ["wrong_way"]
    assert raised(facts, "in_progress", ProgressRules(wrong_way=0.2)) == []
    assert raised(measured(14.0, 9.0), "in_progress", ProgressRules(wrong_way=0.1)) != []


def test_evidence_from_before_the_promise_says_nothing_about_its_keeping():
    old = compact(evidence=(f.Evidence("e", "document", ago(366), "E", "one"),))
    assert rules_of(progress(old)) == {"no_evidence"}
    same_day = compact(evidence=(f.Evidence("e", "document", ago(365), "E", "one"),))
    assert rules_of(progress(same_day)) == {"evidence_old"}


@given(compacts())
def test_a_colour_is_never_green_and_red_needs_at_least_the_days_of_amber(facts):
    index = Index.of(facts, facts.day)
    strict = ProgressRules.model_validate(
        {name: {"amber": 0, "red": 0} for name in ("evidence_age", "vacancy", "milestone_late")}
    )
    for promise in facts.promises:
        targets = target_progress(promise.promise_id, index)
        usual = flags_of(promise, "in_progress", targets, index, RULES)
        assert {flag.colour for flag in usual} <= {"amber", "red"}
        by_days = [flag for flag in flags_of(promise, "in_progress", targets, index, strict) if flag.days]
        assert {flag.colour for flag in by_days} <= {"red"}
        about = {(flag.rule, flag.number, flag.indicator_id, flag.group) for flag in usual}
        assert len(about) == len(usual), "nothing is flagged twice"
