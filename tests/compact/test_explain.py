"""Why, in words of both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from citycompact.compact import ProgressRules, decide, explain, say_refused
from citycompact.compact import facts as f
from citycompact.compact.demo import port_ellery
from citycompact.compact.progress import RefusedChange
from citycompact.facts import FactsError
from small_compacts import DAY, ago, compact


def test_every_flag_of_the_demo_has_words_in_both_languages():
    facts = port_ellery(DAY)
    result = decide(facts, ProgressRules())
    for promise in facts.promises:
        english, spanish = (explain(facts, result, promise.promise_id, language) for language in ("en", "es"))
        flags = result.tables["flags"].filter(promise_id=promise.promise_id).height
        assert len(english) == len(spanish) == 1 + flags
        for one, other in zip(english, spanish, strict=True):
            assert one != other
            assert "{" not in one + other
    assert set(result.tables["flags"]["rule"]) >= {
        "evidence_old",
        "no_evidence",
        "vacant",
        "milestone_passed",
        "target_missed",
        "wrong_way",
        "worse_than_baseline",
        "slipped",
        "overdue",
    }


def test_a_missed_target_is_said_with_its_day():
    facts = compact(
        indicators=(f.Indicator("i", "Schools that use it", "imported", "points"),),
        targets=(f.Target("one", "i", "charter", 0.0, ago(300), 10.0, ago(3)),),
    )
    said = explain(facts, decide(facts, ProgressRules()), "one", "en")
    assert said == (
        "Not started: there is no evidence yet; the promise was made on June 1, 2026.",
        "The indicator “Schools that use it, charter schools” was to meet its target by May 29, 2027, 3 "
        "days ago, and has not.",
    )


def test_words_say_which_way_an_indicator_went_in_both_languages():
    ways = {
        "worse_than_baseline": ("is worse than when", "está peor que cuando"),
        "wrong_way": ("moves away from its target", "se aleja de su meta"),
        "slipped": ("no longer meets", "ya no alcanza"),
        "target_missed": ("and has not", "y no lo ha hecho"),
    }
    facts = port_ellery(DAY)
    flags = decide(facts, ProgressRules()).tables["flags"]
    for rule, said in ways.items():
        promise = flags.filter(rule=rule)["promise_id"][0]
        for language, words in zip(("en", "es"), said, strict=True):
            lines = explain(facts, decide(facts, ProgressRules()), promise, language)
            assert any(words in line for line in lines), (rule, language)


def test_nobody_elses_promise_is_explained():
    facts = compact()
    with pytest.raises(FactsError, match="has no such promise"):
        explain(facts, decide(facts, ProgressRules()), "two", "en")


@pytest.mark.parametrize(
    "reason", ["evidence_not_there", "evidence_of_another_promise", "evidence_not_accepted"]
)
def test_a_change_that_does_not_count_says_why(reason):
    change = RefusedChange("one", DAY, "done", reason)
    assert say_refused(change, "en") != say_refused(change, "es")


def test_one_day_is_not_one_days_in_either_language():
    facts = compact(
        promises=(
            replace(f.Promise("one", "enrollment", "P.", "both", "D", "C", "owner", ago(365)), due_on=ago(1)),
        ),
        milestones=(f.Milestone("one", 1, "M", ago(1)), f.Milestone("one", 2, "N", ago(2))),
    )
    said = {
        language: " ".join(explain(facts, decide(facts, ProgressRules()), "one", language))
        for language in ("en", "es")
    }
    assert "is 1 day late" in said["en"]
    assert ", 1 day ago" in said["en"]
    assert "is 2 days late" in said["en"]
    assert "lleva 1 día de retraso" in said["es"]
    assert "hace 1 día." in said["es"]
    assert "1 días" not in said["es"]
    assert "1 days" not in said["en"]
