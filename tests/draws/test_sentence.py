"""A draw as a sentence: whoever reads it knows what to watch, and how the result is written."""

import pytest

from citycompact.draws import DrawRule, draw_sentence
from citycompact.words import LANGUAGES

SIX = {"kind": "numbers", "event": "Library", "at": "2027-03-12T10:00:00", "count": 6, "highest": 49}
RULES = {
    "numbers": DrawRule(**SIX),
    "dice": DrawRule(**{**SIX, "kind": "dice", "count": 9, "highest": 6}),
    "beacon": DrawRule(kind="beacon", event="NIST pulse 1", at="2027-03-12T10:00:00"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", RULES)
def test_it_names_event_and_time_and_shows_one_result(kind, language):
    rule = RULES[kind]
    said = draw_sentence(rule, language)
    assert rule.event in said
    assert "10:00" in said
    assert rule.example() in said
    assert "{" not in said


def test_a_round_and_witnesses_are_named_where_there_are_any():
    watched = DrawRule(**SIX, witnesses=["Ann", "Ben"])
    assert "of round “late”" in draw_sentence(watched, "en", "late")
    assert "Witnesses: Ann and Ben." in draw_sentence(watched, "en")
    assert "Testigos" not in draw_sentence(RULES["numbers"], "es")
