"""One walk through all rooms: their doors, their rules in every language, their checks, contracts
and docs."""

import datetime
import importlib.util
import inspect
import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest
from pydantic import BaseModel, ValidationError

import toy_room
from citycompact.city import read_city
from citycompact.compact import ProgressRules
from citycompact.compact.demo import port_ellery
from citycompact.compact.facts import StatusChange
from citycompact.doors import Draw, Section
from citycompact.enrollment import EnrollmentRules
from citycompact.facts import FactsError
from citycompact.record.agreed import Agreed
from citycompact.record.written import check_written, write_down
from citycompact.rooms import (
    ROOMS,
    agreed,
    rule_sentences,
    rules_for,
    section_names,
    tables,
    tables_for,
    validated,
)
from citycompact.rulebook import difference, parse_rulebook, read_rulebook
from citycompact.words import LANGUAGES
from official_draws import SEED
from planted_faults import planted
from signed_rulebooks import Town

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
ALL = (*ROOMS, toy_room.ROOM)
DECISIONS = [(room, decision) for room in ALL for decision in room.decisions]
EACH = pytest.mark.parametrize(
    ("room", "decision"), DECISIONS, ids=[f"{room.name}-{decision.name}" for room, decision in DECISIONS]
)


def examples(room, decision, demo_folder, tmp_path):
    """Facts, rules and draw of a decision that fills every table of its result which is checked."""
    if decision.name == "match":
        return read_city(demo_folder), demo_rules(demo_folder), Draw(SEED, round="main")
    if decision.name == "progress":
        facts = port_ellery(datetime.date(2027, 6, 1))
        alone = StatusChange(facts.promises[0].promise_id, datetime.date(2027, 5, 1), "done", "nowhere")
        return replace(facts, status_changes=(*facts.status_changes, alone)), ProgressRules(), None
    place = folder_of(room) / "examples.py"
    assert place.exists(), f"write {place.relative_to(ROOT)} as tests/toy_room/examples.py is"
    spec = importlib.util.spec_from_file_location(f"{room.name}_examples", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.example(decision, tmp_path)


def folder_of(room):
    """The folder of a room's tests, in which it brings its examples and a text with all its rules."""
    return TESTS / ("toy_room" if room is toy_room.ROOM else room.name)


def whole_rules(section):
    """A text with every rule that a section may have, those of :data:`FEW` excepted, without its header."""
    if section in WHOLE:
        return tomllib.loads(WHOLE[section])
    (room,) = (room for room in ALL if section in {item.name for item in room.sections})
    place = folder_of(room) / "whole_rules.toml"
    said = tomllib.loads(place.read_text(encoding="utf-8")) if place.exists() else {}
    assert section in said, f"write {place.relative_to(ROOT)} with [{section}] and every rule it may have"
    return said[section]


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
    facts, rules, draw = examples(room, decision, demo_folder, tmp_path)
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
    facts, rules, draw = examples(room, decision, demo_folder, tmp_path)
    result = decision.decide(facts, rules, draw)
    promised = {item.name for item in decision.check(facts, rules, result).findings if item.promised}
    broken = set()
    for _, fault in planted(result):
        broken |= {item.name for item in decision.check(facts, rules, fault).findings if not item.holds}
    assert promised - broken == set()


@EACH
def test_each_result_is_plain_data_the_same_every_time(room, decision, demo_folder, tmp_path):
    facts, rules, draw = examples(room, decision, demo_folder, tmp_path)
    first, again = decision.decide(facts, rules, draw), decision.decide(facts, rules, draw)
    assert first.values == again.values
    for name, table in first.tables.items():
        assert table.write_csv() == again.tables[name].write_csv()
    assert all(decision.who in first.tables[name].columns for name in decision.receipt_tables)


@EACH
def test_each_result_is_explained_in_every_language(room, decision, demo_folder, tmp_path):
    facts, rules, draw = examples(room, decision, demo_folder, tmp_path)
    result = decision.decide(facts, rules, draw)
    who = next(iter(result.tables.values()))[decision.who][0]
    said = [decision.explain(facts, result, who, language) for language in LANGUAGES]
    assert all(words and all("{" not in line for line in words) for words in said)
    assert len(set(said)) == len(LANGUAGES)


WHOLE = {
    "enrollment": """
        [[rounds]]
        id = "main"
        name = "Main round"
        opens = 2026-11-16
        closes = 2027-02-12T23:59:00
        results = 2027-03-19
        grades = ["K", "9"]
        [[rounds]]
        id = "second"
        name = "Second round"
        opens = 2027-04-01
        closes = 2027-05-12T23:59:30
        results = 2027-06-01T17:00:00
        [rounds.draw]
        kind = "dice"
        event = "City hall"
        at = 2027-05-20T12:00:00
        count = 9
        highest = 20
        witnesses = "The city clerk"
        [draw]
        kind = "numbers"
        event = "State lottery"
        at = 2027-02-20T19:30:00
        count = 6
        lowest = 1
        highest = 69
        digits = 3
        order = "ascending"
        repeats = false
        witnesses = ["A", "B"]
        [verification]
        address = ["document", "self"]
        iep = ["roster", "self"]
        sibling = ["roster", "school"]
        staff_child = ["operator"]
        [verification_audit]
        facts = ["address", "iep"]
        per_100 = 5
        at_least = 20
        [choices]
        maximum = 12
        [mechanism]
        name = "efficiency_adjusted_deferred_acceptance"
        consent = "iep"
        [lottery]
        numbers = "per_applicant"
        weights = { iep = 2.0, fact = 1.5 }
        [groups]
        fact = { kind = "fact", column = "grade", values = ["K", "1"], \
labels = { en = "young", es = "joven" } }
        claim = { kind = "claim", claim = "staff_child", labels = { ar = "x" } }
        attending = { kind = "sibling_attending", claim = "sibling" }
        offered = { kind = "sibling_offered" }
        zone = { kind = "zone" }
        near = { kind = "distance", within_km = 1.6 }
        here = { kind = "current_school" }
        feeder = { kind = "feeder", feeders = { A = ["B", "C"], D = ["E"] } }
        band = { kind = "score_band", minimum = 1.5, below = 80.0 }
        all = { kind = "combined", all_of = ["fact", "zone"], any_of = ["near", "here"], \
none_of = ["claim", "band"] }
        [priorities]
        default = ["zone", "near", "offered"]
        sectors = { charter = ["claim", "zone"], district = ["zone"] }
        schools = { A = ["here", "zone"] }
        programs = { P = ["all", "zone"] }
        ordered_by_list = ["Q", "R"]
        [[reserves]]
        group = "iep"
        share = 0.125
        sectors = ["charter", "partnership"]
        schools = ["A", "B"]
        programs = ["P", "Q"]
        grades = ["K", "1"]
        position = "last"
        hard = true
        [[reserves]]
        group = "low_income"
        seats = 3
        [[tie_breaks]]
        kind = "band"
        bands = [80.0, 60.5]
        [[tie_breaks]]
        kind = "score"
        sectors = ["district"]
        [[guarantees]]
        kind = "zone"
        [[guarantees]]
        kind = "group"
        group = "feeder"
        [siblings]
        keep_together = "together"
        maximum_rounds = 50
        restarts = 5
        [waitlist]
        until = 2027-10-01
        [[backfill]]
        until = 2027-10-01
        method = "waitlist_order"
        grades = ["K"]
        [[backfill]]
        until = 2027-11-01
        """,
    "compact": """
        wrong_way = 0.05
        evidence_age = { amber = 91, red = 181 }
        vacancy = { amber = 1, red = 61 }
        milestone_late = { amber = 1, red = 31 }
        [accepted_evidence]
        not_started = ["document", "interview"]
        in_progress = ["document", "meeting"]
        done = ["resolution", "indicator"]
        stalled = ["document", "interview"]
        dropped = ["resolution"]
        """,
}
"""For each section a text with every rule that it may have, where its room's folder brings none."""

FEW = {"enrollment": '[mechanism]\nname = "top_trading_cycles"\n[waitlist]\nkept = true'}
"""Rules that cannot stand beside another one."""


def places(written, read, path=()):
    """Every value, list and table in a section: its rule (model and field), the way to it, and what it is."""
    if isinstance(read, BaseModel):
        for name, value in written.items():
            yield from _inside(value, getattr(read, name), (*path, name), (owner(type(read), name), name))


def _inside(value, read, path, rule):
    yield rule, path, value
    if isinstance(read, BaseModel):
        yield from places(value, read, path)
    elif isinstance(value, list):
        for number, (inner, one) in enumerate(zip(value, read, strict=True)):
            yield from _inside(inner, one, (*path, number), rule)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _inside(inner, read[name], (*path, name), rule)


def rules_of_model(model):
    """Model and field of every rule that a section may have."""
    for part in {model, *_parts(model)}:
        for name, field in part.model_fields.items():
            # A table of its own is agreed on rule by rule, and the one word that may stand somewhere
            # is no rule.
            table = isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
            if not table and not (
                get_origin(field.annotation) is Literal and len(get_args(field.annotation)) == 1
            ):
                yield owner(part, name), name


def owner(model, field):
    """The model that declares a field, and not one that inherits it."""
    return next(one.__name__ for one in reversed(model.__mro__) if field in inspect.get_annotations(one))


def _parts(annotation):
    for part in get_args(annotation):
        yield from _parts(part)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from _parts(field.annotation)


def words_of(schema):
    """Every word that a rule may be chosen from."""
    if isinstance(schema, dict):
        yield from (word for word in [*schema.get("enum", ()), schema.get("const")] if isinstance(word, str))
        for inner in schema.values():
            yield from words_of(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from words_of(inner)


def others(value, words):
    """Values that differ from this one as little as they can, or in a way that is easily overseen."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1)
    elif isinstance(value, float):
        yield from (value + step for step in (0.001, -0.001, 0.0000001, 1.0))
    elif isinstance(value, datetime.datetime):
        yield from (
            value + datetime.timedelta(**step) for step in ({"days": 1}, {"minutes": 1}, {"seconds": 1})
        )
    elif isinstance(value, datetime.date):
        yield from (value + datetime.timedelta(days=step) for step in (1, -1))
    elif isinstance(value, str):
        yield from (f"{value}x", value.swapcase(), *words)
    elif isinstance(value, list):
        yield from (value[:n] + value[n + 1 :] for n in range(len(value)))
        yield from (value[:n] + value[n : n + 2][::-1] + value[n + 2 :] for n in range(len(value) - 1))
        yield value + value[:1]
    else:
        yield from ({k: v for k, v in value.items() if k != gone} for gone in value)
        yield from ({(f"{k}x" if k == old else k): v for k, v in value.items()} for old in value)
        yield None  # a table that may be absent


def texts_in(content):
    """Every text that stands in a section: a rule may name what another one does."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, list | dict):
        for inner in content.values() if isinstance(content, dict) else content:
            yield from texts_in(inner)


def changed(content, path, value):
    """The same content with another value in one place."""
    if not path:
        return value
    copy = content.copy()
    copy[path[0]] = changed(content[path[0]], path[1:], value)
    return copy


SECTIONS = [section for room in ALL for section in room.sections]
EACH_SECTION = pytest.mark.parametrize("section", SECTIONS, ids=[section.name for section in SECTIONS])


@EACH_SECTION
def test_whatever_is_agreed_is_said_in_every_language(section, demo_folder):
    silent, tried = [], set()
    words = sorted(set(words_of(section.model.model_json_schema())))
    texts = [whole_rules(section.name), tomllib.loads(FEW.get(section.name, ""))]
    demo = tomllib.loads((demo_folder / "rulebook.toml").read_text()).get(section.name, {})
    for content in filter(None, [*texts, demo]):
        before = section.model.model_validate(content)
        said = {language: section.sentences(before, language) for language in LANGUAGES}
        known = sorted({*words, *texts_in(content)})
        for rule, path, value in places(content, before):
            for other in others(value, known):
                try:
                    after = section.model.model_validate(changed(content, path, other))
                except ValidationError:
                    continue
                if after == before:
                    continue
                tried.add(rule)
                silent += [
                    (path, value, other, language)
                    for language in LANGUAGES
                    if not difference(said[language], section.sentences(after, language), language)
                ]
    assert not silent
    # Nothing that can be agreed on is left out of this test.
    assert set(rules_of_model(section.model)) <= tried


class Secretive(BaseModel):
    """Rules of which one is never said."""

    said: int = 1
    hidden: tuple[str, ...] = ()


def test_the_walk_finds_a_rule_that_is_never_said(demo_folder, monkeypatch):
    section = Section("secret", Secretive, lambda rules, language: {"said": f"{language} {rules.said}"})
    monkeypatch.setitem(WHOLE, "secret", 'said = 1\nhidden = ["a", "b"]')
    with pytest.raises(AssertionError, match="hidden"):
        test_whatever_is_agreed_is_said_in_every_language(section, demo_folder)
    monkeypatch.setitem(WHOLE, "secret", "said = 1")
    with pytest.raises(AssertionError, match="hidden"):
        test_whatever_is_agreed_is_said_in_every_language(section, demo_folder)


def test_every_room_stands_in_the_contracts_and_in_the_index_of_the_docs():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rooms = {f"citycompact.{room.name}" for room in ROOMS}
    layers = {
        name for layer in contracts[0]["layers"] if "enrollment" in layer for name in layer.split(" | ")
    }
    assert layers == rooms, f"write in a layer of the first contract of pyproject.toml: {rooms ^ layers}"
    site = next(c for c in contracts if c.get("containers") == ["citycompact.web"])
    named = {name for layer in site["layers"] for name in layer.split(" | ")}
    unnamed = {room.name for room in ROOMS} - named
    assert not unnamed, f"write in a layer of the contract {site['name']!r} of pyproject.toml: {unnamed}"
    alone = next(c for c in contracts if c["name"] == "The stand-alone verifier imports nothing of ours")
    unnamed = rooms - set(alone["forbidden_modules"])
    assert not unnamed, f"add to the contract {alone['name']!r} of pyproject.toml: {unnamed}"
    domain = next(c for c in contracts if c["name"] == "Domain rooms know nothing of the web")
    unnamed = rooms - set(domain["source_modules"])
    assert not unnamed, f"add to the contract {domain['name']!r} of pyproject.toml: {unnamed}"
    door = next(c for c in contracts if c["type"] == "protected")
    assert set(door["protected_modules"]) == {f"{room}.*" for room in rooms}, door["name"]
    assert set(door["allowed_importers"]) == rooms, door["name"]
    alone = {
        name
        for c in contracts
        if c["name"].endswith("is tested by other code than the deciding one")
        for name in c["source_modules"]
    }
    unguarded = rooms ^ {name.rpartition(".")[0] for name in alone}
    assert not unguarded, (
        f"write a contract for {unguarded} whose name ends in 'is tested by other code than the deciding one'"
    )
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for room in ROOMS:
        assert re.search(rf"`{room.name}/`", index), f"write a line on `{room.name}/` in docs/README.md"
        assert (ROOT / "src" / "citycompact" / room.name / "room.py").exists(), f"write {room.name}/room.py"


def test_no_two_rooms_share_a_section_or_a_table():
    assert len(section_names()) == sum(len(room.sections) for room in ROOMS)
    assert len(tables()) == sum(len(room.tables) for room in ROOMS)


HEAD = '[rulebook]\nname = "R"\nversion = "1"\n'


def read(text):
    return parse_rulebook(HEAD + text, "r.toml", section_names())


def shortest(name):
    """The text of a section with no rule but those that it needs."""
    (model,) = (section.model for section in SECTIONS if section.name == name)
    needed = [rule for rule, field in model.model_fields.items() if field.is_required()]
    return f"[{name}]\n" + "".join(f"{rule} = {json.dumps(whole_rules(name)[rule])}\n" for rule in needed)


def test_without_its_section_nothing_is_decided_where_a_rule_has_to_be_agreed_on():
    for section in SECTIONS:
        if not any(field.is_required() for field in section.model.model_fields.values()):
            assert read("").section(section.name, section.model) == section.model()
            continue
        with pytest.raises(FactsError, match=rf"has no section \[{section.name}\]") as caught:
            read("").section(section.name, section.model)
        assert "foundation" in str(caught.value)


@EACH
def test_the_rules_of_one_section_are_its_model_and_those_of_several_a_mapping(room, decision, monkeypatch):
    monkeypatch.setattr("citycompact.rooms.ROOMS", ALL)
    book = read("".join(shortest(name) for name in decision.sections))
    models = {section.name: section.model for section in room.sections}
    found = rules_for(decision, book)
    if len(decision.sections) == 1:
        assert type(found) is models[decision.sections[0]]
    else:
        assert {name: type(rules) for name, rules in found.items()} == {
            name: models[name] for name in decision.sections
        }


def test_each_section_that_is_there_speaks_every_language_under_the_same_topics():
    book = read("".join(shortest(name) for name in sorted(section_names())))
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


def test_what_a_table_refers_to_is_a_column_of_a_table_that_there_is():
    there = {**tables(), **{table.name: table for table in toy_room.ROOM.tables}}
    for table in there.values():
        for column, other, name in table.references:
            assert name in {item.name for item in there[other].columns}, (table.name, column)


def test_the_tables_for_a_room_are_its_own_after_those_that_they_refer_to():
    found = [table.name for table in tables_for(toy_room.ROOM)]
    assert found == ["operators", "vans", "schools", "wishes"]
    for room in ROOMS:
        names = [table.name for table in tables_for(room)]
        assert len(names) == len(set(names))
        assert {table.name for table in room.tables} <= set(names)
        for table in tables_for(room):
            others = {other for _column, other, _there in table.references} - {table.name}
            assert others <= set(names[: names.index(table.name)]), table.name
