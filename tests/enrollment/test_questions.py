"""An application asks what the rules look at, and nothing else."""

from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.questions import questions


def asked(rules, named=frozenset()):
    return questions(EnrollmentRules.model_validate(rules), named)


def test_rules_that_look_at_nothing_ask_nothing():
    found = asked({})
    assert (found.address, found.current_school, found.siblings) == (False, False, False)
    assert (found.facts, found.claims, found.together, found.maximum) == ((), {}, None, None)


def test_a_group_asks_only_where_something_uses_it():
    groups = {"near": {"kind": "zone"}, "poor": {"kind": "fact", "column": "low_income", "values": ["true"]}}
    assert not asked({"groups": groups}).address
    found = asked({"groups": groups, "priorities": {"default": ["near", "poor"]}})
    assert found.address
    assert found.facts == ("low_income",)


def test_the_parts_of_a_combined_group_are_asked_for():
    rules = {
        "groups": {
            "both": {"kind": "combined", "all_of": ["near", "iep"]},
            "near": {"kind": "distance", "within_km": 1.0},
        },
        "priorities": {"default": ["both"]},
    }
    found = asked(rules)
    assert found.address
    assert found.facts == ("iep",)


def test_a_group_that_only_the_citys_tables_name_is_asked_for():
    assert asked({}, frozenset({"iep", "open"})).facts == ("iep",)


def test_claims_come_with_what_families_are_told():
    labels = {"en": "A parent works here", "es": "Una madre o un padre trabaja aquí"}
    rules = {
        "groups": {"staff": {"kind": "claim", "claim": "staff_child", "labels": labels}},
        "priorities": {"default": ["staff"]},
    }
    assert asked(rules).claims == {"staff_child": labels}


def test_keeping_siblings_together_asks_about_them():
    found = asked({"siblings": {"keep_together": "keep_together"}})
    assert found.siblings
    assert found.together == "keep_together"
