"""A written decision is attacked from outside: whatever is changed in it, its check notices."""

import datetime
import json

import pytest

import signed_rulebooks as signing
from citycompact.compact import ROOM
from citycompact.compact.demo import port_ellery
from citycompact.doors import Draw
from citycompact.facts import FactsError
from citycompact.record.agreed import Agreed
from citycompact.record.in_file import file_text, read_file
from citycompact.record.written import check_written, differences, write_down
from citycompact.rooms import agreed as rules_of
from citycompact.rulebook import parse_rulebook

PROGRESS = ROOM.decisions[0]
FACTS = port_ellery(datetime.date(2027, 6, 1))
TOWN = signing.Town(FACTS.city_id)
BOOK = parse_rulebook(
    signing.book(FACTS.city_id).text.replace(
        "[compact.evidence_age]", "[compact]\nwrong_way = 0.25\n[compact.evidence_age]"
    ),
    "rulebook.toml",
    signing.SECTIONS,
)
SIGNED = signing.signed(BOOK, "compact", *signing.BOTH)


def agreed(book=BOOK, signatures=SIGNED, city=TOWN):
    return Agreed.of(PROGRESS, rules_of(book, "compact"), book, signatures, city)


def published():
    result = PROGRESS.decide(FACTS, agreed().rules)
    return file_text(write_down(ROOM, PROGRESS, FACTS, agreed(), result)[0])


def check(text, facts=FACTS, by=None, draw=None):
    written = read_file(text, "progress.json", ROOM, PROGRESS)
    return check_written(ROOM, PROGRESS, facts, by or agreed(), written, draw)


def test_only_signatures_that_count_are_published():
    stranger = signing.Town("elsewhere")
    more = (*SIGNED, *signing.signed(signing.book(FACTS.city_id), "compact", *signing.BOTH))
    found = agreed(signatures=more)
    assert found.signatures == tuple(SIGNED)
    assert agreed(city=stranger).signatures == ()
    assert json.loads(published())["signatures"] == json.loads(json.dumps(found.plain()["signatures"]))


def places(node, path=()):
    """The way to every value in a JSON content, containers too."""
    if path:
        yield path
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, inner in items:
        yield from places(inner, (*path, key))


def at(node, path):
    for step in path:
        node = node[step]
    return node


def other(value):
    """Another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if value is None:
        return "x"
    if isinstance(value, str):
        day = len(value) == 10 and value[4] == "-"
        return "2020-01-01" if day else value[:-1] + ("a" if value[-1:] != "a" else "b")
    return {} if isinstance(value, dict) else []


def caught(content) -> bool:
    """Whether a changed publication is refused or found false."""
    try:
        return not check(json.dumps(content)).holds
    except FactsError:
        return True


def test_the_untouched_publication_holds():
    assert check(published()).holds


def test_no_value_can_be_changed_and_no_part_taken_away_or_added():
    content = json.loads(published())
    found = list(places(content))
    assert len(found) > 500
    for path in found:
        if path == ("record", "software"):
            # Another version may decide the same; what it decided is recomputed.
            continue
        parent, key = at(content, path[:-1]), path[-1]
        kept = parent[key]
        if kept not in ({}, []):
            parent[key] = other(kept)
            assert caught(content), ("changed", path)
        if isinstance(parent, dict):
            del parent[key]
            assert caught(content), ("removed", path)
        parent[key] = kept
        if isinstance(kept, dict):
            kept["note"] = "believe me"
            assert caught(content), ("added", path)
            del kept["note"]
    assert check(json.dumps(content)).holds


def test_neither_other_facts_nor_other_rules_nor_other_signers_pass():
    text = published()
    assert not check(text, port_ellery(datetime.date(2027, 6, 2))).holds
    assert not check(text, by=agreed(signing.book(FACTS.city_id, amber=92), [])).holds
    assert not check(text, by=agreed(signatures=SIGNED[:1])).holds
    strangers = [
        signing.sign(BOOK, "compact", signing.key("stranger"), sector, "S") for sector in signing.BOTH
    ]
    assert not check(text, by=agreed(signatures=strangers)).holds
    renamed = parse_rulebook(BOOK.text.replace('"R"', '"Q"'), "rulebook.toml", signing.SECTIONS)
    # A name is not signed, so the signatures still count; yet the record must say whose rules these are.
    assert not check(text, by=agreed(renamed)).holds


def test_a_draw_from_outside_has_to_be_the_one_that_decided():
    found = check(published(), draw=Draw("12 7 33"))
    assert not found.holds
    assert "'12 7 33'" in found.finding("draw_is_this").examples[0]


@pytest.mark.parametrize(
    ("expected", "found", "said"),
    [
        ({"a": 1}, {"a": 1.0}, []),
        ({"a": (1, 2)}, {"a": [1, 2]}, []),
        ({"a": 1}, {"a": "1"}, ["a is 1, and should be 1"]),
        ({"a": [1, 2]}, {"a": [1]}, ["a is [1], and should be [1, 2]"]),
        ({"a": {"b": 1}}, {"a": {"c": 1}}, ["a.c should not be there", "a.b is missing"]),
        ({"a": True}, {"a": 1}, ["a is 1, and should be True"]),
        ({"a": "x"}, {"a": "\ud800"}, ["a is \ud800, and should be x"]),
    ],
)
def test_differences_are_named_by_place(expected, found, said):
    assert differences(expected, found) == said
