"""What a round fixes before its draw."""

import json

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.fixed import fixed
from citycompact.facts import canonical_json
from small_cities import town


def a_town(**more):
    programs = [
        {"program_id": "p", "school_id": "s1", "grade": "K", "seats": 1, "min_score": 87.0},
        {"program_id": "q", "school_id": "s1", "grade": "K", "seats": 2, "min_score": 87.5},
    ]
    return town({"a": ["p", "q"], "b": ["p"]}, {"p": 1, "q": 2}, programs=programs, **more)


def test_everybody_has_a_record_and_every_program_its_seats():
    found = fixed(a_town(), EnrollmentRules())
    assert (found.people, found.who, len(found.records)) == ("applications", ["a", "b"], 2)
    assert all(f'"applicant":"{who}"' in record for who, record in zip(found.who, found.records, strict=True))
    seats = found.public["seats"]
    assert {name: entry["seats"] for name, entry in seats.items()} == {"p": 1, "q": 2}
    # A whole number is hashed as it always was, whichever type it has.
    assert canonical_json(seats["p"]["min_score"]) == canonical_json(87.0) == b"87"
    assert canonical_json(seats["q"]["min_score"]) == b"87.5"
    assert found.meaning.keys() == {"applications", "applications_root", "seats_sha256"}


def test_chance_plays_no_part_but_recorded_numbers_do():
    rules = EnrollmentRules()
    before = fixed(a_town(), rules)
    for word in ("one", "two"):
        assert fixed(a_town(), rules, Draw(word)).records == before.records
    lottery = [{"applicant_id": name, "number": number} for name, number in (("a", 7), ("b", 9))]
    replayed = fixed(a_town(lottery=lottery), rules, Draw(None, replayed=True))
    for record, old, number in zip(replayed.records, before.records, (7, 9), strict=True):
        assert json.loads(old)["number"] is None
        assert json.loads(record)["number"] == number
        assert {choice[4] for choice in json.loads(record)["choices"]} == {number}


def test_the_last_place_of_a_list_that_orders_a_program_stands_with_its_seats():
    places = [{"applicant_id": a, "program_id": "p", "priority": n} for a, n in (("b", 3), ("a", 5))]
    rules = EnrollmentRules.model_validate({"priorities": {"ordered_by_list": ["p"]}})
    seats = fixed(a_town(priorities=places), rules).public["seats"]
    assert {name: entry["list"] for name, entry in seats.items()} == {"p": 5, "q": None}
