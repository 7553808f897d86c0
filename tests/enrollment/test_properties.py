"""The certificate must fail where it should: every kind of broken result is named,
from its published tables."""

from dataclasses import replace

import polars as pl
import pytest

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, check, decide
from small_cities import town

USUAL = EnrollmentRules()


def spoiled(result, placed):
    """The result with other placements: applicant to program and bucket, None for no seat."""
    table = result.tables["assignments"].with_columns(
        program_id=pl.Series([placed[a][0] if placed[a] else None for a in sorted(placed)], dtype=pl.String),
        bucket=pl.Series([placed[a][1] if placed[a] else None for a in sorted(placed)], dtype=pl.Int64),
    )
    return replace(result, tables={**result.tables, "assignments": table})


@pytest.fixture
def city():
    return town({"a": ["p", "q"], "b": ["p", "q"], "c": ["q"]}, {"p": 1, "q": 1})


@pytest.fixture
def result(city):
    return decide(city, USUAL, Draw("s"))


def test_the_true_result_passes(city, result):
    assert check(city, USUAL, result).holds


def test_two_in_one_seat_are_found(city, result):
    broken = spoiled(result, {"a": ("p", 1), "b": ("p", 1), "c": None})
    assert not check(city, USUAL, broken).finding("feasible").holds


def test_an_empty_seat_that_someone_wants_is_found(city, result):
    broken = spoiled(result, dict.fromkeys("abc"))
    assert not check(city, USUAL, broken).finding("non_wasteful").holds


def test_justified_envy_is_found(city, result):
    got = dict(result.tables["assignments"].select("applicant_id", "program_id").iter_rows())
    holder = next(a for a in "ab" if got[a] == "p")
    other = "b" if holder == "a" else "a"
    certificate = check(city, USUAL, spoiled(result, {"c": None, holder: None, other: ("p", 1)}))
    assert not certificate.finding("no_justified_envy").holds
    assert not certificate.holds


def test_a_stable_result_that_is_not_the_best_for_applicants_is_found():
    # Two stable results exist; the worse one for applicants has no envy and no waste, and yet is found.
    city = town(
        {"a": ["p", "q"], "b": ["q", "p"]},
        {"p": 1, "q": 1},
        priorities=[
            {"applicant_id": x, "program_id": s, "priority": n}
            for x, s, n in (("a", "q", 1), ("b", "q", 2), ("b", "p", 1), ("a", "p", 2))
        ],
    )
    result = decide(city, USUAL, Draw("s"))
    assert result.tables["assignments"]["program_id"].to_list() == ["p", "q"]
    worse = check(city, USUAL, spoiled(result, {"a": ("q", 1), "b": ("p", 1)}))
    assert worse.finding("no_justified_envy").holds
    assert worse.finding("non_wasteful").holds
    assert not worse.finding("student_optimal").holds


def test_a_broken_guarantee_is_found():
    city = town(
        {"a": []}, {"p": 1}, applicants=[{"applicant_id": "a", "grade": "K", "current_school_id": "Sp"}]
    )
    agreed = EnrollmentRules.model_validate({"guarantees": [{"kind": "current_school"}]})
    result = decide(city, agreed, Draw("s"))
    assert check(city, agreed, result).holds
    assert not check(city, agreed, spoiled(result, {"a": None})).finding("guarantees_kept").holds


def test_a_reserved_seat_given_to_an_outsider_while_a_member_waits_is_found():
    city = town(
        {"a": ["p"], "b": ["p"]},
        {"p": 1},
        applicants=[{"applicant_id": x, "grade": "K", "low_income": x == "a"} for x in "ab"],
        reserves=[{"program_id": "p", "position": 1, "group": "low_income", "seats": 1, "hard": False}],
    )
    result = decide(city, USUAL, Draw("s"))
    assert result.tables["assignments"]["program_id"].to_list() == ["p", None]
    broken = spoiled(result, {"a": None, "b": ("p", 1)})
    assert not check(city, USUAL, broken).finding("reserves_honoured").holds


def test_a_split_family_is_found():
    people = [{"applicant_id": x, "grade": "K", "family_id": "F", "together": True} for x in "ab"]
    city = town({"a": ["p"], "b": ["p"]}, {"p": 2}, applicants=people)
    agreed = EnrollmentRules.model_validate({"siblings": {"keep_together": "together"}})
    result = decide(city, agreed, Draw("s"))
    assert check(city, agreed, result).holds
    broken = spoiled(result, {"a": ("p", 1), "b": None})
    assert not check(city, agreed, broken).finding("siblings_kept").holds


def test_a_seat_nobody_asked_for_is_found(city, result):
    broken = spoiled(result, {"a": ("p", 1), "b": ("q", 1), "c": ("p", 1)})
    assert not check(city, USUAL, broken).finding("individually_rational").holds


def test_a_bucket_that_does_not_exist_is_found(city, result):
    broken = spoiled(result, {"a": ("p", 7), "b": ("q", 1), "c": None})
    assert not check(city, USUAL, broken).holds
