"""A first rulebook says what was answered, is sound, and the same answers give the same text."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from citycompact.enrollment import GROUPS, SECTION, EnrollmentRules, FirstRules, first_rulebook
from citycompact.rooms import section_names, validated
from citycompact.rulebook import parse_rulebook

DAY = datetime.date(2026, 12, 1)
ORDERS = st.lists(st.sampled_from(list(GROUPS)), unique=True, max_size=4)
WORDS = st.text(st.characters(codec="latin-1", categories=("L", "N", "P")), min_size=1, max_size=30)


def answers(**more):
    said = {
        "name": "Common enrollment",
        "version": "2027-28",
        "city_id": "town",
        "sectors": ("district", "charter"),
        "round_id": "main",
        "round_name": "Main round",
        "opens": DAY,
        "closes": datetime.datetime(2027, 1, 29, 23, 59),
        "results": datetime.date(2027, 2, 20),
        "draw_at": datetime.datetime(2027, 2, 10, 10, 0),
        "draw_event": "Council chamber",
        "maximum": None,
        "priorities": (),
        "of_charters": (),
        "stay": False,
    }
    return FirstRules(**{**said, **more})


def rules(said):
    book = validated(parse_rulebook(first_rulebook(said), "r.toml", section_names()))
    return book.header, book.section(SECTION, EnrollmentRules)


@given(ORDERS, ORDERS, st.booleans(), st.none() | st.integers(1, 100), WORDS)
def test_whatever_is_answered_is_a_sound_rulebook_that_says_it(first, charter, stay, maximum, words):
    said = answers(
        priorities=first, of_charters=charter, stay=stay, maximum=maximum, name=words, draw_event=words
    )
    header, found = rules(said)
    assert header.name == words
    assert header.signing_sectors == ("district", "charter")
    assert list(found.priorities.default) == first
    assert list(found.priorities.sectors.get("charter", first)) == (charter or first)
    assert set(found.groups) == {*first, *charter}
    assert bool(found.guarantees) == stay
    assert found.choices.maximum == maximum
    assert found.rounds[0].closes == said.closes
    assert found.draw is not None
    assert found.draw.event == words


def test_what_a_priority_rests_on_is_verified_and_not_taken_on_a_familys_word_alone():
    _header, found = rules(answers(priorities=("sibling_attending", "zone"), stay=True))
    assert set(found.ways_of("sibling")) == {"roster", "school"}
    assert set(found.ways_of("current_school_id")) == {"roster", "school"}
    assert "self" in found.ways_of("address")


def test_the_same_answers_are_the_same_bytes():
    assert first_rulebook(answers()) == first_rulebook(answers())
