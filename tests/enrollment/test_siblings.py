"""Attending and offered priority, and keep together."""

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, check, decide
from citycompact.enrollment.matching import match
from small_cities import city, town

OFFERED = {
    "groups": {"offered": {"kind": "sibling_offered"}, "attending": {"kind": "sibling_attending"}},
    "priorities": {"default": ["attending", "offered"]},
}


def family(*ids, **more):
    return [{"applicant_id": a, "grade": "K", "family_id": "F", **more} for a in ids]


def test_a_sibling_placed_in_the_run_brings_the_other_in():
    # p has three seats; strangers with better numbers want the third, but b has a placed brother.
    strangers = [f"x{n}" for n in range(8)]
    people = family("a", "b") + [{"applicant_id": s, "grade": "K"} for s in strangers]
    lists = {a: ["p"] for a in ["a", "b", *strangers]}
    rules = EnrollmentRules.model_validate(OFFERED)
    found_pull = False
    for seed in range(40):
        facts = town(lists, {"p": 3}, applicants=people)
        result = decide(facts, rules, Draw(str(seed)))
        got = dict(result.tables["assignments"].select("applicant_id", "program_id").iter_rows())
        assert got["a"] == got["b"], "either one brings in the other, or neither is in"
        assert check(facts, rules, result).holds
        place = dict(result.tables["lottery"].select("applicant_id", "lottery_place").iter_rows())
        found_pull |= got["a"] == "p" and max(place["a"], place["b"]) > 3
    assert found_pull


def test_a_sibling_who_attends_gives_priority_by_claim_or_by_record():
    people = [
        {"applicant_id": "claimed", "grade": "K", "family_id": "1"},
        {"applicant_id": "known", "grade": "K", "family_id": "2"},
        {"applicant_id": "older", "grade": "5", "family_id": "2", "current_school_id": "Sp"},
        *({"applicant_id": f"x{n}", "grade": "K", "family_id": f"y{n}"} for n in range(9)),
    ]
    lists = {p["applicant_id"]: ["p"] if p["grade"] == "K" else [] for p in people}
    claims = [{"applicant_id": "claimed", "school_id": "Sp", "claim": "sibling", "verified": True}]
    facts = town(lists, {"p": 2}, applicants=people, claims=claims)
    rows = [{"applicant_id": "older", "fact": "current_school_id", "how": "roster"}]
    known = town(lists, {"p": 2}, applicants=people, claims=claims, verifications=rows)
    rules, unknown = EnrollmentRules.model_validate(OFFERED), set()
    for seed in range(8):
        placed = decide(known, rules, Draw(str(seed))).tables["assignments"].drop_nulls("program_id")
        assert set(placed["applicant_id"]) == {"claimed", "known"}
        placed = decide(facts, rules, Draw(str(seed))).tables["assignments"].drop_nulls("program_id")
        assert "claimed" in placed["applicant_id"]
        unknown.update(placed["applicant_id"])
    # Where nobody verified that the older one attends, the lottery says who gets the other seat.
    assert len(unknown) > 2


def test_a_claim_that_was_not_verified_gives_nothing():
    people = [{"applicant_id": "a", "grade": "K"}, {"applicant_id": "b", "grade": "K"}]
    claims = [{"applicant_id": a, "school_id": "Sp", "claim": "sibling", "verified": False} for a in "ab"]
    facts = town({"a": ["p"], "b": ["p"]}, {"p": 1}, applicants=people, claims=claims)
    matched = match(facts, EnrollmentRules.model_validate(OFFERED), Draw("s"))
    assert matched.preparation.priority().tolist() == [3, 3]


def test_keep_together_places_all_at_one_school_or_nobody():
    rules = EnrollmentRules.model_validate({"siblings": {"keep_together": "together"}})
    schools = [{"school_id": s, "name": s, "operator_id": "d"} for s in ("S", "T")]
    programs = [
        {"program_id": f"{s}-{g}", "school_id": s, "grade": g, "seats": n}
        for s, g, n in (("S", "K", 1), ("S", "3", 1), ("T", "K", 2), ("T", "3", 2))
    ]
    people = [
        {"applicant_id": "a", "grade": "K", "family_id": "F", "together": True},
        {"applicant_id": "b", "grade": "3", "family_id": "F", "together": True},
        {"applicant_id": "x", "grade": "3", "family_id": "G", "together": False},
    ]
    choices = [
        {"applicant_id": a, "rank": n, "program_id": f"{s}-{g}"}
        for a, g in (("a", "K"), ("b", "3"))
        for n, s in enumerate("ST", start=1)
    ] + [{"applicant_id": "x", "rank": 1, "program_id": "S-3"}]
    outcomes = set()
    for seed in range(20):
        facts = city(schools=schools, programs=programs, applicants=people, choices=choices)
        result = decide(facts, rules, Draw(str(seed)))
        got = dict(result.tables["assignments"].select("applicant_id", "program_id").iter_rows())
        assert got["a"].split("-")[0] == got["b"].split("-")[0]
        assert check(facts, rules, result).holds
        outcomes.add(got["a"])
    assert outcomes == {"S-K", "T-K"}


def test_the_bound_is_reported_and_no_priority_is_used_that_is_not_true():
    rules = EnrollmentRules.model_validate({**OFFERED, "siblings": {"maximum_rounds": 1}})
    people = family("a", "b") + [{"applicant_id": f"x{n}", "grade": "K"} for n in range(6)]
    lists = {p["applicant_id"]: ["p", "q"] for p in people}
    for seed in range(20):
        facts = town(lists, {"p": 3, "q": 2}, applicants=people)
        result = decide(facts, rules, Draw(str(seed)))
        assert check(facts, rules, result).finding("siblings_kept").holds
        assert result.values["siblings"]["rounds"] >= 1
