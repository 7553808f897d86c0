"""Why one applicant got what they got: taken from the published tables, for that applicant alone."""

import polars as pl
import pytest

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, decide, explain
from citycompact.enrollment.explain import outcome_of, with_names
from citycompact.facts import FactsError
from citycompact.words import LANGUAGES
from small_cities import town

RULES = EnrollmentRules.model_validate(
    {
        "groups": {"near": {"kind": "zone", "labels": {"en": "lives nearby", "es": "vive cerca"}}},
        "priorities": {"default": ["near"]},
    }
)


@pytest.fixture(scope="module")
def facts():
    numbers = [{"applicant_id": a, "program_id": None, "number": n} for n, a in enumerate("abc", start=1)]
    return town({"a": ["p"], "b": ["q", "p"], "c": ["p", "q"]}, {"p": 1, "q": 1}, lottery=numbers)


@pytest.fixture(scope="module")
def result(facts):
    return decide(facts, RULES, Draw(None, replayed=True))


def outcome(facts, result, who, language="en"):
    return outcome_of(result, facts.programs_with_schools(), who, language)


def test_it_is_about_this_applicant_alone(facts, result):
    found = outcome(facts, result, "c")
    assert (found.program, found.rank) == (None, None)
    assert (found.lottery_number, found.lottery_place, found.applicants) == ("3", 3, 3)
    assert [(item["choice_rank"], item["program_name"]) for item in found.missed] == [
        (1, "School p"),
        (2, "School q"),
    ]
    assert outcome(facts, result, "a").missed == []
    assert outcome(facts, result, "b").program == "School q"


def test_groups_are_called_as_families_are_told_in_their_language(facts, result):
    assert outcome(facts, result, "a", "en").labels == {"near": "lives nearby"}
    assert outcome(facts, result, "a", "es").labels == {"near": "vive cerca"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letter_names_the_school_and_no_other_child(facts, result, language):
    lines = explain(facts, result, "b", language)
    text = "\n".join(lines)
    assert "School q" in text
    assert "{" not in text
    assert all("\n" not in line for line in lines)


def test_with_a_seed_the_letter_says_how_to_check_the_number():
    facts = town({"a": ["p"]}, {"p": 1})
    drawn = decide(facts, RULES, Draw("the public seed"))
    assert "the public seed|a" in "\n".join(explain(facts, drawn, "a", "en"))


@pytest.mark.parametrize("who", ["d", "", "A"])
def test_who_took_no_part_is_told_so(facts, result, who):
    with pytest.raises(FactsError, match="has no such applicant") as caught:
        explain(facts, result, who, "en")
    (problem,) = caught.value.problems
    assert (problem.file, problem.value) == ("assignments.csv", who)
    assert problem.mend


def test_a_program_is_called_by_its_school_and_its_own_name_where_it_has_one():
    named = {"program_id": "p", "school_id": "Sp", "grade": "K", "seats": 1, "name": "Dual language"}

    def called(programs):
        rows = with_names(pl.DataFrame({"program_id": ["p"]}), programs.programs_with_schools())
        return rows["program_name"][0]

    assert called(town({}, {"p": 1}, programs=[named])) == "School p, Dual language"
    assert called(town({}, {"p": 1}, programs=[{**named, "name": ""}])) == "School p"
    assert called(town({}, {"p": 1})) == "School p"


@pytest.mark.parametrize(
    ("mechanism", "by_place"), [("deferred_acceptance", True), ("top_trading_cycles", False)]
)
@pytest.mark.parametrize("numbers", ["per_applicant", "per_program"])
def test_the_letter_knows_from_the_result_alone_how_it_was_decided(mechanism, by_place, numbers):
    people = [{"applicant_id": a, "grade": "K", "low_income": a == "c"} for a in "ac"]
    facts = town({"a": ["p"], "c": ["p"]}, {"p": 1}, applicants=people)
    content = {
        "mechanism": {"name": mechanism},
        "lottery": {"numbers": numbers, "weights": {"low_income": 2.0}},
    }
    found = outcome(facts, decide(facts, EnrollmentRules.model_validate(content), Draw("s")), "c")
    assert (found.by_place, found.number_per_program, found.weighted) == (
        by_place,
        numbers == "per_program",
        True,
    )
