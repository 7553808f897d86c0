"""What a round fixes before its draw."""

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
    lottery = [{"applicant_id": name, "number": number} for name, number in (("a", 7), ("b", 9))]
    city, rules = a_town(lottery=lottery), EnrollmentRules()
    before = fixed(city, rules)
    assert (
        fixed(city, rules, Draw("one")).records == fixed(city, rules, Draw("two")).records == before.records
    )
    replayed = fixed(city, rules, Draw(None, replayed=True))
    assert replayed.records != before.records
    assert [record.count(number) for record, number in zip(replayed.records, ("7", "9"), strict=True)] != [
        0,
        0,
    ]
