"""One walk through all rooms: their doors, their rules in every language, their checks, contracts and docs."""

import datetime
import inspect
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

import toy_room
from citycompact.city import read_city
from citycompact.compact import ProgressRules
from citycompact.compact.demo import port_ellery
from citycompact.compact.facts import StatusChange
from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules
from citycompact.facts import FactsError
from citycompact.record.agreed import Agreed
from citycompact.record.written import check_written, write_down
from citycompact.rooms import ROOMS, agreed, rule_sentences, section_names, tables, validated
from citycompact.rulebook import parse_rulebook, read_rulebook
from citycompact.words import LANGUAGES
from planted_faults import planted
from signed_rulebooks import Town
from toy_room.rules import VanRules

ROOT = Path(__file__).resolve().parents[1]
ALL = (*ROOMS, toy_room.ROOM)
DECISIONS = [(room, decision) for room in ALL for decision in room.decisions]
EACH = pytest.mark.parametrize(
    ("room", "decision"), DECISIONS, ids=[f"{room.name}-{decision.name}" for room, decision in DECISIONS]
)


def examples(decision, demo_folder, tmp_path):
    """Facts, rules and draw of a decision that fills every table of its result which is checked."""
    if decision.name == "match":
        return read_city(demo_folder), demo_rules(demo_folder), Draw("a seed")
    if decision.name == "progress":
        facts = port_ellery(datetime.date(2027, 6, 1))
        alone = StatusChange(facts.promises[0].promise_id, datetime.date(2027, 5, 1), "done", "nowhere")
        return replace(facts, status_changes=(*facts.status_changes, alone)), ProgressRules(), None
    (tmp_path / "city.toml").write_text('id = "town"\nname = "Town"\n')
    (tmp_path / "operators.csv").write_text("operator_id,name,sector\nd,District,district\n")
    (tmp_path / "schools.csv").write_text("school_id,name,operator_id\nA,Ash,d\nB,Birch,d\n")
    (tmp_path / "vans.csv").write_text("operator_id,vans\nd,3\n")
    (tmp_path / "wishes.csv").write_text("school_id,pupils\nA,25\nB,12\n")
    return decision.read(tmp_path), VanRules(), None


def demo_rules(demo_folder) -> EnrollmentRules:
    return agreed(read_rulebook(demo_folder / "rulebook.toml", section_names()), "enrollment")


@EACH
def test_the_doors_have_the_signatures_of_the_design(room, decision):
    decide, check, explain = (
        inspect.signature(door).parameters.values()
        for door in (decision.decide, decision.check, decision.explain)
    )
    plain = [p for p in decide if p.kind is not p.KEYWORD_ONLY]
    assert [p.name for p in plain] == ["facts", "rules", "draw"]
    assert plain[2].default is None
    assert all(p.default is not p.empty for p in decide if p.kind is p.KEYWORD_ONLY)
    assert [p.name for p in check] == ["facts", "rules", "result"]
    assert [p.name for p in explain] == ["facts", "result", "who", "language"]
    assert set(decision.sections) <= {section.name for section in room.sections}


@EACH
def test_each_check_notices_whatever_is_planted_in_a_result(room, decision, demo_folder, tmp_path):
    facts, rules, draw = examples(decision, demo_folder, tmp_path)
    book = read_rulebook(None, frozenset())
    agreed_on = Agreed.of(decision, rules, book, [], Town(facts.city_id))
    written, certificate = write_down(room, decision, facts, agreed_on, decision.decide(facts, rules, draw))
    assert certificate.holds
    assert all(table.height for table in written.result.tables.values())
    assert check_written(room, decision, facts, agreed_on, written, draw).holds
    for fault, broken in planted(written.result):
        # Whoever plants a fault writes the record anew as well.
        lie, _ = write_down(room, decision, facts, agreed_on, broken)
        assert not check_written(room, decision, facts, agreed_on, lie, draw).holds, fault


@EACH
def test_each_promise_is_broken_by_a_planted_fault(room, decision, demo_folder, tmp_path):
    """A finding that nothing planted ever breaks may as well not be looked for."""
    facts, rules, draw = examples(decision, demo_folder, tmp_path)
    result = decision.decide(facts, rules, draw)
    promised = {item.name for item in decision.check(facts, rules, result).findings if item.promised}
    broken = set()
    for _, fault in planted(result):
        broken |= {item.name for item in decision.check(facts, rules, fault).findings if not item.holds}
    assert promised - broken == set()


@EACH
def test_each_result_is_plain_data_the_same_every_time(room, decision, demo_folder, tmp_path):
    facts, rules, draw = examples(decision, demo_folder, tmp_path)
    first, again = decision.decide(facts, rules, draw), decision.decide(facts, rules, draw)
    assert first.values == again.values
    for name, table in first.tables.items():
        assert table.write_csv() == again.tables[name].write_csv()
    assert all(decision.who in first.tables[name].columns for name in decision.receipt_tables)


@EACH
def test_each_result_is_explained_in_every_language(room, decision, demo_folder, tmp_path):
    facts, rules, draw = examples(decision, demo_folder, tmp_path)
    result = decision.decide(facts, rules, draw)
    who = next(iter(result.tables.values()))[decision.who][0]
    said = [decision.explain(facts, result, who, language) for language in LANGUAGES]
    assert all(words and all("{" not in line for line in words) for words in said)
    assert len(set(said)) == len(LANGUAGES)


def leaves(value, path=()):
    """Every number, date and truth value in a section, with the way to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for key, inner in enumerate(value):
            yield from leaves(inner, (*path, key))
    elif not isinstance(value, str):
        yield path, value


def changed(content, path, value):
    """The same content with another value in one place."""
    if not path:
        return value
    copy = content.copy()
    copy[path[0]] = changed(content[path[0]], path[1:], value)
    return copy


@pytest.mark.parametrize("room", ALL, ids=[room.name for room in ALL])
def test_whatever_is_agreed_is_said_in_every_language(room, demo_folder):
    book = tomllib.loads((demo_folder / "rulebook.toml").read_text())
    book["vans"] = {"pupils_a_van": 9, "order": "small_first"}
    for section in room.sections:
        content = book[section.name]
        before = section.model.model_validate(content)
        for path, value in leaves(content):
            if path[-1] in UNSAID:
                continue
            other = not value if isinstance(value, bool) else _next(value)
            after = section.model.model_validate(changed(content, path, other))
            for language in LANGUAGES:
                assert section.sentences(before, language) != section.sentences(after, language), path


UNSAID = ("maximum_rounds",)
"""A bound of the search, which no sentence names; the record says how many rounds a run took."""


def _next(value):
    """A little more, or where that may break a bound, a little less."""
    if isinstance(value, datetime.date):
        return value + datetime.timedelta(days=1)
    return value / 2 if isinstance(value, float) and value else value + 1


def test_every_room_stands_in_the_contracts_and_in_the_index_of_the_docs():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rooms = {f"citycompact.{room.name}" for room in ROOMS}
    layers = {
        name for layer in contracts[0]["layers"] if "enrollment" in layer for name in layer.split(" | ")
    }
    assert layers == rooms
    domain = next(c for c in contracts if c["name"] == "Domain rooms know nothing of the web")
    assert rooms <= set(domain["source_modules"])
    alone = {
        name
        for c in contracts
        if c["name"].endswith("shares no code with what it checks")
        for name in c["source_modules"]
    }
    assert {name.rpartition(".")[0] for name in alone} == rooms
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for room in ROOMS:
        assert re.search(rf"`{room.name}/`", index), room.name
        assert (ROOT / "src" / "citycompact" / room.name / "room.py").exists()


def test_no_two_rooms_share_a_section_or_a_table():
    assert len(section_names()) == sum(len(room.sections) for room in ROOMS)
    assert len(tables()) == sum(len(room.tables) for room in ROOMS)


HEAD = '[rulebook]\nname = "R"\nversion = "1"\n'


def read(text):
    return parse_rulebook(HEAD + text, "r.toml", section_names())


def test_each_section_that_is_there_speaks_every_language_under_the_same_topics():
    book = read("".join(f"[{name}]\n" for name in sorted(section_names())))
    first, *others = (rule_sentences(book, language) for language in LANGUAGES)
    assert set(first) == section_names()
    for other in others:
        for name, said in other.items():
            assert list(said) == list(first[name])
            assert said != first[name]
    assert rule_sentences(read("")) == {}


def test_the_faults_of_all_sections_come_at_once():
    with pytest.raises(FactsError) as caught:
        validated(read("[enrollment.choices]\nmaximum = 0\n[compact]\nwrong_way = 2\n"))
    assert [problem.row for problem in caught.value.problems] == [5, 7]


def test_the_demo_signs_the_usual_rules_of_the_compact(demo_folder):
    from citycompact.compact import ProgressRules
    from citycompact.rulebook import read_rulebook

    book = read_rulebook(demo_folder / "rulebook.toml", section_names())
    assert agreed(book, "compact") == ProgressRules()
    written = book.content["compact"]
    assert set(written) == set(ProgressRules.model_fields)
