"""A change of terms as approvers read it: every digit, every word, in their language."""

from __future__ import annotations

from citycompact.compact import TermChange, say_change
from citycompact.compact.facts import Indicator

INDICATORS = {"i": Indicator("i", "Pupils", "imported", "count", "Alumnos")}
TARGET = {
    "indicator_id": "i",
    "group": "",
    "baseline": 0.123456789012345,
    "baseline_on": "2026-01-01",
    "target": 1e-7,
    "target_on": None,
}
MILESTONE = {"number": 1, "what": "20270101", "what_es": "", "due_on": "2027-05-01"}


def test_a_new_target_is_said_with_every_digit_and_both_days():
    said = say_change(TermChange("targets", None, TARGET), INDICATORS, "en")
    assert said == (
        "New: Target for “Pupils, the whole city”: baseline 0.123456789012345; "
        "baseline of January 1, 2026; target 0.0000001"
    )


def test_numbers_that_differ_read_differently():
    after = {**TARGET, "baseline": 0.123456789012346}
    said = say_change(TermChange("targets", TARGET, after), INDICATORS, "en")
    assert "0.123456789012345 → 0.123456789012346" in said


def test_words_that_look_like_a_day_are_words_and_spanish_has_its_own_quotes():
    after = {**MILESTONE, "what": "2028-01-01", "what_es": "Listo"}
    said = say_change(TermChange("milestones", MILESTONE, after), INDICATORS, "es")
    assert "texto «20270101» → «2028-01-01»" in said
    assert "“" not in said
    assert "“20270101” → “2028-01-01”" in say_change(
        TermChange("milestones", MILESTONE, after), INDICATORS, "en"
    )


def test_a_day_that_was_open_is_said_to_have_been():
    later = {**TARGET, "target_on": "2027-05-01"}
    assert "target by (no date) → May 1, 2027" in say_change(
        TermChange("targets", TARGET, later), INDICATORS, "en"
    )
