"""Every rule is said, in each language, and two rules that differ never read alike."""

import pytest

from citycompact.enrollment import EnrollmentRules, rule_sentences


def test_every_rule_has_a_sentence():
    # Whatever is agreed must be readable: every field of the model changes what is said.
    base = rule_sentences(EnrollmentRules())
    for change in (
        {"choices": {"maximum": 3}},
        {"mechanism": {"name": "top_trading_cycles"}},
        {"lottery": {"numbers": "per_program"}},
        {"lottery": {"weights": {"iep": 2.0}}},
        {"groups": {"z": {"kind": "zone"}}},
        {"priorities": {"default": ["iep"]}},
        {"priorities": {"programs": {"p": ["iep"]}}},
        {"reserves": [{"group": "iep", "seats": 1}]},
        {"tie_breaks": [{"kind": "score"}]},
        {"guarantees": [{"kind": "zone"}]},
        {"siblings": {"keep_together": "together"}},
        {"waitlist": {"kept": False}},
        {"backfill": [{"until": "2027-10-01"}]},
        {"rounds": [{"id": "m", "name": "M", "opens": "2027-01-01", "closes": "2027-02-01T23:59:00"}]},
    ):
        assert rule_sentences(EnrollmentRules.model_validate(change)) != base, change


@pytest.mark.parametrize("language", ["en", "es"])
def test_two_distances_that_differ_never_read_alike(language):
    def said(km):
        groups = {"near": {"kind": "distance", "within_km": km}}
        return rule_sentences(EnrollmentRules.model_validate({"groups": groups}), language)["groups.near"]

    assert said(1.2345671) != said(1.2345672)
    assert "1234567.5" in said(1234567.5).replace(",", "")
    assert said(2.0) == said(2)
