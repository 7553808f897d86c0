"""A budget in words, for who runs the school."""

import pytest

from citycompact.facts import FactsError
from citycompact.funding import decide, explain, say_note
from citycompact.funding.explain import NOTES, say_pupils
from citycompact.words import LANGUAGES
from funding.examples import example
from small_budgets import Decimal, city, rules


def test_from_child_to_dollar_in_both_languages(tmp_path):
    facts, agreed, _ = example(None, tmp_path)
    result = decide(facts, agreed)
    said = explain(facts, result, "A", "en")
    assert said[0] == "40 pupils counted as “K”, $10,400 each: $416,000."
    assert "Services worth $20,001.50 are given in kind" in " ".join(said)
    assert "$1,400,000 before" in " ".join(said)
    spanish = " ".join(explain(facts, result, "B", "es"))
    assert "20 alumnos contados como «K», $10,400 cada uno: $208,000." in spanish
    assert "se restan" in spanish or "se añaden" in spanish


def test_a_school_where_nobody_is_counted(tmp_path):
    facts = city(tmp_path, "A,K,1", previous="D,5,1")
    said = explain(facts, decide(facts, rules()), "D", "en")
    assert said == (
        "Nobody was counted at this school, so it gets nothing.",
        "That is $5 less than the $5 before.",
    )


def test_a_school_that_is_not_there(tmp_path):
    facts = city(tmp_path, "A,K,1")
    with pytest.raises(FactsError, match="has no such school"):
        explain(facts, decide(facts, rules()), "Z", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_note_has_words(language):
    for note in NOTES:
        assert "Ash" in say_note({"note": note, "school_id": "A"}, {"A": "Ash"}, language)
    assert "K" in say_note({"note": "nobody_counted", "category": "K"}, {}, language)


def test_one_pupil_and_half_a_pupil():
    assert say_pupils(Decimal("1.00"), "en") == "1 pupil"
    assert say_pupils(Decimal("0.5"), "es") == "0.5 alumnos"
