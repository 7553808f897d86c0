"""A value is written as what it is, or refused with its line: nothing escapes between quotes."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from citycompact.enrollment import EnrollmentRules
from citycompact.facts import FactsError, canonical_json
from citycompact.rulebook import parse_rulebook

HEAD = '[rulebook]\nname = "R"\nversion = "1"\n'
ROUND = '[[enrollment.rounds]]\nid = "m"\nname = "M"\nopens = {}\ncloses = {}\nresults = {}\n'
MOMENT = "2027-02-12T23:59:00"


def read(text):
    return parse_rulebook(HEAD + text, "r.toml", frozenset({"enrollment"})).section(
        "enrollment", EnrollmentRules
    )


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[enrollment.choices]\nmaximum = "12"', 5, "is not a number"),
        ('[enrollment.choices]\nmaximum = "twelve"', 5, "is not a whole number"),
        ("[enrollment.choices]\nmaximum = true", 5, "is not a number"),
        ("[enrollment.choices]\nmaximum = 2.5", 5, "is not a whole number"),
        ('[enrollment.lottery]\nweights = { iep = "0.12345678901234567890" }', 5, "is not a number"),
        ('[enrollment.groups.a]\nkind = "distance"\nwithin_km = "inf"', 6, "is not a number"),
        ('[[enrollment.tie_breaks]]\nkind = "band"\nbands = [9.0, "nan"]', 6, "is not a number"),
        ('[[enrollment.reserves]]\ngroup = "open"\nseats = 3\nhard = 1', 7, "neither true nor false"),
        ('[[enrollment.reserves]]\ngroup = "open"\nseats = 3\nhard = "yes"', 7, "neither true nor false"),
        ('[enrollment.waitlist]\nuntil = "2027-10-01"', 5, "is not a day"),
        ('[enrollment.waitlist]\nuntil = "1500000000"', 5, "is not a day"),
        ("[enrollment.waitlist]\nuntil = 86400", 5, "is not a day"),
        ("[enrollment.waitlist]\nuntil = 2027-10-01T00:00:00", 5, "is not a day"),
        (ROUND.format("2027-01-01", "2027-02-12", "2027-03-01"), 8, "day without its hour"),
        (ROUND.format("2027-01-01", f"{MOMENT}Z", "2027-03-01"), 8, "has an offset"),
        (ROUND.format("2027-01-01", f'"{MOMENT}"', "2027-03-01"), 8, "day with its hour"),
        ('[enrollment.priorities]\ndefault = "zone"', 5, "is not a list"),
        ("[enrollment.mechanism]\nname = 3", 5, "not one of the allowed words"),
        ("[enrollment.siblings]\nkeep_together = 3", 5, "is not a text"),
        ("[enrollment]\nchoices = 3", 5, "is not a table"),
        ('[[enrollment.groups]]\nkind = "zone"', 4, "is not a table"),
        ('[enrollment.groups.a]\nkind = "fact"\ncolumn = "x"\nvalues = []', 7, "needs at least 1"),
    ],
)
def test_what_is_written_as_another_kind_is_refused_in_plain_words(text, line, words):
    with pytest.raises(FactsError) as caught:
        read(text)
    (problem,) = caught.value.problems
    assert (problem.row, words in problem.message) == (line, True), problem
    assert problem.mend
    for leaked in ("Input should", "tuple", "pydantic", "instance"):
        assert leaked not in str(problem)


def published(content):
    """The same section, as a record has it beside the result."""
    book = parse_rulebook(HEAD, "r.toml", frozenset({"enrollment"}))
    said = json.loads(canonical_json(content), parse_float=Decimal)
    return replace(book, content={"enrollment": said}, is_published=True)


@pytest.mark.parametrize("results", ["2027-03-01", "2027-03-01T00:00:00", "2027-03-01T08:30:00"])
def test_published_rules_have_days_as_texts_and_mean_the_same(results):
    text = (
        ROUND.format("2027-01-01", MOMENT, results)
        + "[enrollment.waitlist]\nuntil = 2027-10-01\n"
        + '[enrollment.draw]\nkind = "beacon"\nevent = "E"\nat = 2027-02-20T10:00:00\ndigits = 64\n'
    )
    book = parse_rulebook(HEAD + text, "r.toml", frozenset({"enrollment"}))
    rules = book.section("enrollment", EnrollmentRules)
    again = published(book.content["enrollment"]).section("enrollment", EnrollmentRules)
    assert again.draw == rules.draw
    assert again.waitlist == rules.waitlist
    assert [one.results_at for one in again.rounds] == [one.results_at for one in rules.rounds]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"choices": {"maximum": "12"}}, "is not a number"),
        ({"waitlist": {"until": "1500000000"}}, "is not a day"),
        ({"waitlist": {"until": 86400}}, "is not a day"),
        ({"waitlist": {"kept": "yes"}}, "neither true nor false"),
    ],
)
def test_published_rules_spell_everything_as_it_is_hashed(content, words):
    with pytest.raises(FactsError, match=words):
        published(content).section("enrollment", EnrollmentRules)


def test_what_toml_has_kinds_for_is_taken_as_it_is():
    rules = read(
        ROUND.format("2027-01-01", MOMENT, "2027-03-01")
        + "[enrollment.lottery]\nweights = { iep = 2 }\n[enrollment.choices]\nmaximum = 12\n"
        + "[enrollment.waitlist]\nuntil = 2027-10-01\nkept = true\n"
    )
    assert rules.rounds[0].closes.isoformat() == MOMENT
    assert rules.lottery.weights == {"iep": 2.0}
