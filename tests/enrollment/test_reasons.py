"""Explanations and letters: the reason for every choice not received, with true numbers."""

from hypothesis import given, settings

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, decide
from citycompact.facts import FactsError
from small_cities import cities, rules, town


@given(cities(), rules())
@settings(max_examples=80)
def test_every_choice_above_the_one_received_is_explained_and_no_other(city, agreed):
    try:
        result = decide(city, agreed, Draw("s"))
    except FactsError:
        return
    got = {row["applicant_id"]: row for row in result.tables["assignments"].iter_rows(named=True)}
    expected = set()
    for row in city.table("choices").iter_rows(named=True):
        received = got[row["applicant_id"]]
        if (
            received["program_id"] is None
            or received["choice_rank"] is None
            or row["rank"] < received["choice_rank"]
        ):
            if received["program_id"] == row["program_id"]:
                continue
            expected.add((row["applicant_id"], row["rank"], row["program_id"]))
    table = result.tables["explanations"]
    listed = {(r["applicant_id"], r["choice_rank"], r["program_id"]) for r in table.iter_rows(named=True)}
    # A guaranteed seat that was not listed is no choice of the family's, though it can be missed.
    assert expected <= listed
    assert table["explanation"].null_count() == 0
    assert all(sentence.endswith(".") for sentence in table["explanation"])


def test_the_numbers_in_an_explanation_are_those_of_the_round():
    city = town({"a": ["p"], "b": ["p"], "c": ["p"]}, {"p": 2})
    result = decide(city, EnrollmentRules(), Draw("s"))
    row = result.tables["explanations"].row(0, named=True)
    places = sorted(result.tables["lottery"]["lottery_place"].to_list())
    assert row["seats"] == 2
    assert row["admitted"] == "2 everyone"
    assert row["cutoff_place"] == places[1]
    assert row["own_place"] == 3
    assert row["waitlist_position"] == 1


def test_a_score_below_the_minimum_is_the_reason_given():
    programs = [
        {
            "program_id": "p",
            "school_id": "Sp",
            "grade": "K",
            "seats": 1,
            "tie_break": "score",
            "min_score": 60.0,
        }
    ]
    city = town(
        {"a": ["p"]},
        {"p": 1},
        programs=programs,
        scores=[{"applicant_id": "a", "program_id": "p", "score": 59.0}],
    )
    row = decide(city, EnrollmentRules(), Draw("s")).tables["explanations"].row(0, named=True)
    assert row["reason"] == "score_below_minimum"
    assert "59" in row["explanation"]


def test_a_program_not_open_to_the_applicant_is_the_reason_given():
    programs = [{"program_id": "p", "school_id": "Sp", "grade": "K", "seats": 1, "open_to": "iep"}]
    people = [{"applicant_id": "a", "grade": "K", "iep": False}]
    city = town({"a": ["p"]}, {"p": 1}, programs=programs, applicants=people)
    assert decide(city, EnrollmentRules(), Draw("s")).tables["explanations"]["reason"].to_list() == [
        "not_open_to_you"
    ]
