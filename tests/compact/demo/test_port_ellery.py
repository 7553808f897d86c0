"""The demo city's compact: sound on any day, in both languages, and leading up to what the city measures."""

from __future__ import annotations

import datetime
from dataclasses import fields

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from citycompact.compact import ProgressRules, check, decide, from_files, progress_of, to_files
from citycompact.compact.demo import port_ellery
from citycompact.compact.demo.port_ellery_words import HISTORY, MILESTONES, WORDS
from small_compacts import DAY


@given(st.dates(datetime.date(2020, 1, 1), datetime.date(2060, 12, 31)))
@example(datetime.date(2028, 2, 29))
@example(datetime.date(2027, 3, 31))
@settings(max_examples=15)
def test_on_every_day_it_is_a_sound_package_whose_statuses_all_count(today):
    facts = port_ellery(today)
    result = decide(facts, ProgressRules())
    assert progress_of(result).refused == ()
    assert check(facts, ProgressRules(), result).holds
    from_files(to_files(facts))


def test_there_are_promises_of_every_colour_and_status():
    found = progress_of(decide(port_ellery(DAY), ProgressRules())).promises
    assert {item.colour for item in found} == {"green", "amber", "red"}
    assert {item.status for item in found} >= {"in_progress", "done", "stalled", "dropped"}


def test_whatever_stands_in_english_stands_in_spanish():
    facts = port_ellery(DAY)
    for table in fields(facts):
        rows = getattr(facts, table.name)
        for row in rows if isinstance(rows, tuple) else ():
            for item in fields(row):
                if item.name.endswith("_es") and getattr(row, item.name.removesuffix("_es")):
                    assert getattr(row, item.name), (table.name, row)


def test_the_history_leads_up_to_what_the_city_measures_today():
    key = ("shared_seats", "")

    def history(value):
        rows = port_ellery(DAY, measured={key: value}).measurements
        return [m.value for m in sorted(rows, key=lambda m: m.on) if (m.indicator_id, m.group) == key]

    # Seats in the common match have risen year by year.
    assert history(0.9) == pytest.approx([0.61, 0.73, 0.84])
    assert all(0 <= value <= 1 for value in history(0.1))
    assert port_ellery(DAY, measured={("unknown", ""): 1.0}) == port_ellery(DAY)


def test_its_parties_are_the_citys_own_operators():
    operators = [("d9", "Nine", "district"), ("c1", "One", "charter"), ("c2", "Two", "charter")]
    facts = port_ellery(DAY, operators)
    assert [party.party_id for party in facts.parties] == ["d9", "c1", "c2", "foundation"]
    assert {post.party_id for post in facts.posts} <= {party.party_id for party in facts.parties}
    assert all(party.signed_on <= DAY for party in facts.parties)


def test_all_of_its_words_are_used():
    facts = port_ellery(DAY)
    promises = {promise.promise_id for promise in facts.promises}
    assert set(WORDS) == promises
    assert {row[0] for row in HISTORY} <= promises
    assert [(m.promise_id, m.number, m.what, m.what_es) for m in facts.milestones] == [
        row[:4] for row in MILESTONES
    ]
