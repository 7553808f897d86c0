"""What was claimed and did not count is told, and nothing else."""

from dataclasses import replace

import polars as pl
import pytest

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, check
from citycompact.enrollment.recomputed.result_tables import COLUMNS
from citycompact.enrollment.recomputed.round import round_of
from citycompact.enrollment.recomputed.unverified import due_rows, rewarded
from hand_made import RECORDED, numbered, result_of
from small_cities import town, verified

PEOPLE = [
    {
        "applicant_id": "a",
        "iep": True,
        "zone": "Z",
        "current_school_id": "Sp",
        "tongue": "es",
        "latitude": None,
    },
    {
        "applicant_id": "b",
        "iep": False,
        "zone": None,
        "current_school_id": None,
        "tongue": "en",
        "latitude": 42.0,
    },
]
CLAIMS = [
    {"applicant_id": "a", "school_id": "Sp", "claim": claim, "verified": proved}
    for claim, proved in (("staff", False), ("sibling", False), ("other", False))
] + [{"applicant_id": "b", "school_id": "Sp", "claim": "staff", "verified": True}]


def facts(ways=()):
    return town(
        {"a": ["p"], "b": ["p"]},
        {"p": 2},
        applicants=[{"grade": "K", **person} for person in PEOPLE],
        claims=CLAIMS,
        verifications=[{"applicant_id": "a", "fact": fact, "how": how} for fact, how in ways],
        lottery=numbered("a", "b"),
    )


def due(content, ways=(), draw=Draw("s")):
    rules = EnrollmentRules.model_validate(content)
    rows = due_rows(round_of(facts(ways), rules, draw)).sort("applicant_id", "fact", "school_id")
    return [tuple(row) for row in rows.iter_rows()]


def groups(*kinds, **more):
    named = {f"g{n}": kind for n, kind in enumerate(kinds)}
    return {"groups": named, "priorities": {"default": list(named)}, **more}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({}, []),
        # Nobody is told of a group that no rule rewards.
        ({"groups": {"g": {"kind": "zone"}}}, []),
        ({"priorities": {"default": ["iep"]}}, [("a", "iep", None)]),
        ({"lottery": {"weights": {"iep": 2.0}}}, [("a", "iep", None)]),
        ({"reserves": [{"group": "iep", "seats": 1}]}, [("a", "iep", None)]),
        (groups({"kind": "zone"}), [("a", "address", None), ("b", "address", None)]),
        (groups({"kind": "distance", "within_km": 1}), [("a", "address", None), ("b", "address", None)]),
        ({"guarantees": [{"kind": "zone"}]}, [("a", "address", None), ("b", "address", None)]),
        ({"guarantees": [{"kind": "current_school"}]}, [("a", "current_school_id", None)]),
        (groups({"kind": "feeder", "feeders": {"Sp": ["Sp"]}}), [("a", "current_school_id", None)]),
        (groups({"kind": "fact", "column": "tongue", "values": ["es"]}), [("a", "tongue", None)]),
        (groups({"kind": "fact", "column": "grade", "values": ["K"]}), []),
        (groups({"kind": "claim", "claim": "staff"}), [("a", "staff", "Sp")]),
        (
            groups({"kind": "sibling_attending"}),
            [("a", "current_school_id", None), ("a", "sibling", "Sp")],
        ),
    ],
)
def test_what_is_told_where_nothing_is_verified(content, told):
    assert [row[:3] for row in due(content)] == told


def test_a_combination_rewards_all_of_which_it_is_made():
    content = {
        "groups": {
            "inner": {"kind": "combined", "none_of": ["iep"]},
            "outer": {"kind": "combined", "any_of": ["inner", "zone"]},
            "zone": {"kind": "zone"},
        },
        "priorities": {"default": ["outer"]},
    }
    assert rewarded(facts(), EnrollmentRules.model_validate(content)) == {"outer", "inner", "zone", "iep"}


def test_a_way_that_does_not_count_is_told_and_one_that_counts_ends_it():
    content = {"priorities": {"default": ["iep"]}}
    assert due(content, [("iep", "self")]) == [("a", "iep", None, ["self"])]
    assert due(content, [("iep", "self"), ("iep", "school")]) == []
    assert due(content, draw=RECORDED) == []


RULES = EnrollmentRules.model_validate(
    {**groups({"kind": "claim", "claim": "staff"}), "reserves": [{"group": "iep", "seats": 1}]}
)
TOLD = [("a", "iep", None, "self"), ("a", "staff", "Sp", None)]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (TOLD, None),
        (TOLD[:1], "applicant a: staff at Sp did not count, and is not told"),
        ([*TOLD, TOLD[0]], "applicant a: iep is told 2 times"),
        ([*TOLD, ("b", "iep", None, None)], "applicant b: iep is said not to have counted"),
        (
            [("a", "iep", None, "roster"), TOLD[1]],
            "applicant a: iep is told as verified by roster; it is by self",
        ),
        ([], "applicant a: iep did not count, and is not told"),
    ],
)
def test_a_table_that_says_otherwise_is_named(rows, why):
    city = facts([("iep", "self")])
    result = result_of(city, {}, Draw("s"))
    table = pl.DataFrame(rows, schema=COLUMNS["unverified"], orient="row")
    found = check(city, RULES, replace(result, tables={**result.tables, "unverified": table})).finding(
        "verified_facts"
    )
    assert found.promised
    assert (
        list(found.examples) == ([] if why is None else found.examples)
        if why is None
        else why in found.examples
    )


def test_a_result_without_the_table_promises_nothing_of_it():
    finding = check(facts(), RULES, result_of(facts(), {}, Draw("s"))).finding("verified_facts")
    assert (finding.promised, finding.violations) == (False, 0)


def test_where_all_is_verified_only_claims_are_left():
    rules = EnrollmentRules.model_validate(
        groups({"kind": "zone"}, {"kind": "sibling_attending"}, priorities={"default": ["g0", "g1", "iep"]})
    )
    rows = due_rows(round_of(verified(facts()), rules, Draw("s")))
    assert rows.select("applicant_id", "fact", "school_id").rows() == [("a", "sibling", "Sp")]
