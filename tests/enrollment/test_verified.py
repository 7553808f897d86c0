"""Only what somebody verified, in a way that the rules accept, is true."""

import polars as pl

from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.verified import rewarded_facts, true_facts, unverified
from small_cities import town

RULES = EnrollmentRules.model_validate(
    {
        "groups": {"staff": {"kind": "claim", "claim": "staff"}, "zone": {"kind": "zone"}},
        "priorities": {"default": ["low_income", "staff", "zone"]},
        "verification": {"low_income": ["agency"]},
    }
)


def people(**how):
    """Low-income children of zone Z and the way in which their income was verified, None for not at all."""
    rows = [
        {"applicant_id": a, "grade": "K", "low_income": True, "zone": "Z", "current_school_id": "Sp"}
        for a in how
    ]
    ways = [{"applicant_id": a, "fact": "low_income", "how": way} for a, way in how.items() if way]
    homes = [{"applicant_id": a, "fact": "address", "how": "roster"} for a in how]
    claims = [
        {"applicant_id": a, "school_id": "Sp", "claim": "staff", "verified": way == "agency"}
        for a, way in how.items()
    ]
    return town({a: ["p"] for a in how}, {"p": 1}, applicants=rows, verifications=ways + homes, claims=claims)


FACTS = people(a="agency", b="document", c=None)


def test_a_fact_counts_where_it_was_verified_in_a_way_that_the_rules_accept():
    true = true_facts(FACTS, RULES)
    assert true["low_income"].to_list() == [True, None, None]
    assert true["zone"].to_list() == ["Z", "Z", "Z"]
    # Nothing rewards the present school, so nobody has to verify it.
    assert rewarded_facts(FACTS, RULES) == {"low_income", "address"}
    assert true["current_school_id"].to_list() == ["Sp", "Sp", "Sp"]


def test_what_did_not_count_is_told_with_the_way_that_is_not_accepted():
    assert unverified(FACTS, RULES).rows() == [
        ("b", "low_income", None, "document"),
        ("b", "staff", "Sp", None),
        ("c", "low_income", None, None),
        ("c", "staff", "Sp", None),
    ]


def test_in_a_replay_facts_count_as_recorded_and_claims_as_they_were_verified():
    told = unverified(FACTS, RULES, replayed=True)
    assert told.select("applicant_id", "fact").rows() == [("b", "staff"), ("c", "staff")]


def test_what_nothing_rewards_is_not_told():
    assert unverified(FACTS, EnrollmentRules()).is_empty()
    assert true_facts(FACTS, EnrollmentRules()).equals(FACTS.table("applicants"))


def test_a_no_is_no_claim_unless_a_rule_rewards_it():
    facts = town({"a": []}, {"p": 1}, applicants=[{"applicant_id": "a", "grade": "K", "iep": False}])
    plain = EnrollmentRules.model_validate({"priorities": {"default": ["iep"]}})
    without = EnrollmentRules.model_validate(
        {
            "groups": {"without": {"kind": "fact", "column": "iep", "values": ["false"]}},
            "priorities": {"default": ["without"]},
        }
    )
    assert unverified(facts, plain).is_empty()
    assert unverified(facts, without)["fact"].to_list() == ["iep"]
    assert true_facts(facts, without)["iep"].dtype == pl.Boolean
