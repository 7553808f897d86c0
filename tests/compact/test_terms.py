"""A change of terms is said so that who approves it sees what changes, from what to what."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from citycompact.compact import facts as f
from citycompact.compact.amendments import IDENTIFYING, TERMS, TermChange, say_change
from citycompact.compact.tables import ROW_TYPES
from citycompact.words import LANGUAGES

INDICATORS = {"i": f.Indicator("i", "Seats in reach", "imported", "count", "Lugares al alcance")}
PROMISE = {"made_on": "2026-06-01", "due_on": "2027-03-31"}
MILESTONE = {"number": 2, "what": "Hire a steward", "what_es": "Contratar a alguien", "due_on": "2027-03-31"}
TARGET = {
    "indicator_id": "i",
    "group": "charter",
    "baseline": 1234.0,
    "baseline_on": "2026-06-01",
    "target": 2000.0,
    "target_on": "2027-06-30",
}
ROWS = {"promises": PROMISE, "milestones": MILESTONE, "targets": TARGET}


def said(table, before, after, language="en"):
    return say_change(TermChange(table, before, after), INDICATORS, language)


def test_only_what_changes_is_said_with_both_values():
    assert said("promises", PROMISE, {**PROMISE, "due_on": "2027-09-30"}) == (
        "The promise: due on March 31, 2027 → September 30, 2027"
    )
    assert said("promises", PROMISE, {**PROMISE, "due_on": "2027-09-30"}, "es") == (
        "La promesa: vence el 31 de marzo de 2027 → 30 de septiembre de 2027"
    )


def test_a_milestone_and_a_target_are_called_by_their_names_in_the_readers_language():
    later = {**MILESTONE, "due_on": "2027-09-30"}
    assert said("milestones", MILESTONE, later).startswith("Milestone “Hire a steward”: due on")
    assert said("milestones", MILESTONE, later, "es").startswith("Hito «Contratar a alguien»: vence")
    more = {**TARGET, "target": 2500.0}
    assert said("targets", TARGET, more) == (
        "Target for “Seats in reach, charter schools”: target 2,000 → 2,500"
    )
    assert "«Lugares al alcance, escuelas chárter»" in said("targets", TARGET, more, "es")


def test_a_milestone_without_spanish_words_and_a_target_of_an_unknown_indicator_have_a_name_too():
    assert "Hire a steward" in said("milestones", {**MILESTONE, "what_es": ""}, None, "es")
    assert "“x, " in said("targets", {**TARGET, "indicator_id": "x"}, None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", TERMS)
def test_every_term_that_changes_is_said_and_none_that_does_not(table, language):
    row = ROWS[table]
    for name in TERMS[table]:
        if name in IDENTIFYING[table]:
            continue
        other = row[name] + 1 if isinstance(row[name], float) else "2031-12-24"
        one = said(table, row, {**row, name: other}, language)
        assert one.count("→") == 1, name
        assert "None" not in one
        if name.endswith("_on"):
            assert "None" not in said(table, row, {**row, name: None}, language)


def test_what_is_added_or_removed_says_so_with_its_dates():
    new = said("milestones", None, MILESTONE)
    assert new.startswith("New: Milestone “Hire a steward”: ")
    assert "due on March 31, 2027" in new
    assert said("milestones", MILESTONE, None).startswith("Removed: Milestone")
    assert said("targets", None, TARGET, "es").startswith("Nuevo: Meta de «Lugares al alcance")
    assert re.search(r"2,000.*June 30, 2027", said("targets", None, TARGET))


def test_terms_are_columns_of_their_tables_and_those_that_identify_a_row_are_among_them():
    for table, names in TERMS.items():
        assert set(names) <= {item.name for item in fields(ROW_TYPES[table])}
        assert set(IDENTIFYING[table]) < set(names)
