"""The certificate finds every progress right and every lie."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings

from citycompact.compact import ProgressRules, certify, decide
from citycompact.compact.demo import port_ellery
from citycompact.compact.rules import Thresholds
from small_compacts import DAY, compacts, days


@settings(max_examples=300)
@given(compacts(), days)
def test_what_is_decided_is_certified(facts, on):
    for rules in (ProgressRules(), ProgressRules(wrong_way=0.3, evidence_age=Thresholds(amber=5, red=5))):
        certificate = certify(facts, rules, decide(facts, rules, on).record())
        assert certificate.differences == ()


LIES = {
    "a better status": lambda r: r["promises"][0].update(status="dropped"),
    "an earlier day": lambda r: r["promises"][1].update(since="2001-01-01"),
    "a missing flag": lambda r: next(c for c in r["promises"] if c["flags"]).update(flags=[]),
    "a softer colour": lambda r: next(c for c in r["promises"] if c["colour"] == "red").update(
        colour="amber"
    ),
    "a flag without ground": lambda r: r["promises"][0]["flags"].append(
        {"rule": "overdue", "colour": "red", "about": {}}
    ),
    "a promise left out": lambda r: r["promises"].pop(),
    "a promise made up": lambda r: r["promises"].append({**r["promises"][0], "promise_id": "invented"}),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_found(lie):
    facts = port_ellery(DAY)
    record = copy.deepcopy(decide(facts, ProgressRules(), DAY).record())
    assert certify(facts, ProgressRules(), record).holds
    LIES[lie](record)
    assert not certify(facts, ProgressRules(), record).holds


def test_every_flag_of_the_demo_has_words_in_both_languages():
    from citycompact.compact import say_flag, say_status

    facts = port_ellery(DAY)
    rules_seen = set()
    for item in decide(facts, ProgressRules(), DAY).promises:
        for flag in item.flags:
            rules_seen.add(flag.rule)
            english, spanish = (say_flag(flag, item.promise_id, facts, language) for language in ("en", "es"))
            assert english != spanish
            assert "{" not in english + spanish
        assert say_status(item, facts, "en") != say_status(item, facts, "es")
    assert rules_seen >= {
        "evidence_old",
        "no_evidence",
        "vacant",
        "milestone_passed",
        "wrong_way",
        "worse_than_baseline",
        "slipped",
        "overdue",
    }
