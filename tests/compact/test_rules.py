"""The rules of progress: sentences, and what cannot be agreed on."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from citycompact.compact import ProgressRules, rule_sentences
from citycompact.compact.rules import Thresholds


def test_every_rule_reads_as_a_sentence_in_both_languages():
    english, spanish = rule_sentences(ProgressRules(), "en"), rule_sentences(ProgressRules(), "es")
    assert english.keys() == spanish.keys()
    assert "91 days" in english["evidence_age"]
    assert english["evidence.dropped"] == "“Dropped” may rest only on: resolution."
    assert not set(english.values()) & set(spanish.values())


@pytest.mark.parametrize("language", ["en", "es"])
def test_two_shares_that_differ_never_read_alike(language):
    shares = (0.0, 0.001, 0.004, 0.0040001, 1e-9, 0.05, 1.0)
    said = [rule_sentences(ProgressRules(wrong_way=share), language)["wrong_way"] for share in shares]
    assert len(set(said)) == len(shares)
    assert "5 %" in said[5]


@pytest.mark.parametrize(("language", "nothing"), [("en", "nothing"), ("es", "nada")])
def test_a_status_that_may_rest_on_nothing_says_so(language, nothing):
    rules = ProgressRules.model_validate({"accepted_evidence": {"done": []}})
    assert rule_sentences(rules, language)["evidence.done"].endswith(f": {nothing}.")


def test_red_cannot_come_before_amber():
    with pytest.raises(ValidationError, match="red comes before amber"):
        Thresholds(amber=10, red=5)


def test_a_rule_that_does_not_exist_is_refused():
    with pytest.raises(ValidationError):
        ProgressRules.model_validate({"evidence_agee": 3})


def test_a_rulebook_from_before_resolutions_is_still_read():
    old = ProgressRules.model_validate(
        {"accepted_evidence": {"dropped": ["decision"], "done": ["document", "decision"]}}
    )
    assert old.accepted_evidence.dropped == ("resolution",)
    assert old.accepted_evidence.done == ("document", "resolution")
    with pytest.raises(ValidationError):
        ProgressRules.model_validate({"accepted_evidence": {"done": "decision"}})
