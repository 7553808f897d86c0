"""The commitment holds what the decision looks at, and nothing that names a family."""

import json
from dataclasses import replace

import polars as pl
import pytest

from citycompact.city import read_city
from citycompact.doors import Draw
from citycompact.enrollment import SECTION, EnrollmentRules
from citycompact.facts import FactsError
from citycompact.record import changes, commit, is_correction, read_commitment
from citycompact.record.agreed import Agreed
from citycompact.record.commitment import as_correction, keep
from citycompact.record.match.publishing import MATCH
from citycompact.rooms import rules_for, section_names
from citycompact.rulebook import read_rulebook


@pytest.fixture(scope="module")
def facts(demo_folder):
    city = read_city(demo_folder)
    book = read_rulebook(demo_folder / "rulebook.toml", section_names())
    return city, book, book.section(SECTION, EnrollmentRules)


def committed(facts, seed=None, **tables):
    city, book, rules = facts
    changed = replace(city, tables={**city.tables, **tables})
    agreed = Agreed.of(MATCH, rules, book, [], changed)
    return commit(MATCH, changed, agreed, None if seed is None else Draw(seed))


def test_the_seed_plays_no_part(facts):
    assert (
        committed(facts, "one").commitment
        == committed(facts, "two").commitment
        == committed(facts).commitment
    )


def test_a_changed_choice_claim_fact_or_seat_is_seen(facts):
    city = facts[0]
    before = committed(facts).commitment
    choices = city.table("choices")
    ids = choices["program_id"].to_list()
    ids[0], ids[1] = ids[1], ids[0]
    swapped = choices.with_columns(pl.Series("program_id", ids))
    verifications = city.table("verifications")
    unconfirmed = verifications.filter(pl.col("fact") != "low_income")
    nobodys = verifications.with_columns(how=pl.lit("self"))
    fewer_claims = city.table("claims").filter(~pl.col("verified") | (pl.int_range(pl.len()) > 30))
    poorer = city.table("applicants").with_columns(low_income=~pl.col("low_income"))
    for tables, name in (
        ({"choices": swapped}, "applications_root"),
        ({"claims": fewer_claims}, "applications_root"),
        ({"applicants": poorer}, "applications_root"),
        ({"verifications": unconfirmed}, "applications_root"),
        ({"verifications": nobodys}, "applications_root"),
        ({"programs": city.table("programs").with_columns(pl.col("seats") + 1)}, "seats_sha256"),
    ):
        found = changes(before, committed(facts, **tables))
        assert name in {problem.column for problem in found}, name


def test_the_rules_of_another_room_are_not_committed_to(facts):
    city, book, agreed = facts
    other = {**book.content, "rulebook": {"name": "Other"}, "compact": {"wrong_way": 0.5}}
    stricter = {**book.content, "enrollment": {**book.content["enrollment"], "choices": {"maximum": 1}}}
    first = committed(facts).commitment
    assert committed((city, replace(book, content=other), agreed)).commitment == first
    found = changes(first, committed((city, replace(book, content=stricter), agreed)))
    assert [problem.column for problem in found] == ["section_sha256"]
    for header in ({"city": "elsewhere"}, {"signing_sectors": ("charter",)}):
        moved = replace(book, header=book.header.model_copy(update=header))
        assert changes(first, committed((city, moved, agreed)))


def test_each_of_several_sections_is_committed_to(facts):
    city, book, _ = facts
    both = replace(
        MATCH,
        sections=("enrollment", "compact"),
        fixed=lambda given, rules, draw: MATCH.fixed(given, rules["enrollment"], draw),
    )

    def commitment(**changed):
        read = replace(book, content={**book.content, **changed})
        return commit(both, city, Agreed.of(both, rules_for(both, read), read, [], city))

    first = commitment()
    assert not changes(first.commitment, commitment())
    assert set(first.sections) == {"enrollment", "compact"}
    for name, rule in (("enrollment", {"choices": {"maximum": 13}}), ("compact", {"wrong_way": 0.5})):
        other = {name: {**book.content[name], **rule}}
        found = changes(first.commitment, commitment(**other))
        assert [problem.column for problem in found] == ["section_sha256"], other


@pytest.mark.parametrize(
    "content",
    [
        3,
        [],
        {},
        {"format": "citycompact commitment 3"},
        {"format": "citycompact commitment 4"},
        {"format": "citycompact commitment 5"},
        {"x": 1},
        {"format": "citycompact commitment 3", "city": "a", "round": "", "section_sha256": "x"},
        {"format": "citycompact commitment 3", "city": [], "round": "", "at": "", "section_sha256": "x"},
        {"format": "citycompact commitment 3", "city": "a", "round": True, "at": "", "section_sha256": "x"},
    ],
)
def test_what_is_no_commitment_is_said_to_be_none(content, tmp_path):
    (tmp_path / "c.json").write_text(json.dumps(content))
    with pytest.raises(FactsError, match="is not a commitment"):
        read_commitment(tmp_path / "c.json")


@pytest.mark.parametrize("version", [1, 2])
def test_a_commitment_of_an_earlier_version_is_said_to_bind_too_little(version, tmp_path):
    (tmp_path / "c.json").write_text(json.dumps({"format": f"citycompact commitment {version}"}))
    with pytest.raises(FactsError, match="earlier version, and binds neither the round nor what is drawn"):
        read_commitment(tmp_path / "c.json")


def test_the_round_and_the_rule_of_the_draw_are_bound(facts):
    city, book, agreed = facts
    rules = Agreed.of(MATCH, agreed, book, [], city)
    first = commit(MATCH, city, rules, round_id="main").commitment
    assert not changes(first, commit(MATCH, city, rules, Draw("s", round="main")))
    found = changes(first, commit(MATCH, city, rules, Draw("s", round="second")))
    assert [problem.column for problem in found] == ["round"]
    section = book.content[SECTION]
    drawn = {**section, "draw": {**section["draw"], "event": "Some other drawing"}}
    other = replace(book, content={**book.content, SECTION: drawn})
    found = changes(committed(facts).commitment, committed((city, other, agreed)))
    assert [problem.column for problem in found] == ["section_sha256"]


def test_a_commitment_that_says_two_things_is_refused(tmp_path):
    (tmp_path / "c.json").write_text('{"city": "a", "city": "b", "format": "citycompact commitment 3"}')
    with pytest.raises(FactsError, match="stands twice"):
        read_commitment(tmp_path / "c.json")


def test_no_coordinate_address_or_name_is_in_a_record(facts):
    city = facts[0]
    text = "\n".join(committed(facts).fixed.records)
    for column in ("latitude", "longitude"):
        assert not any(
            str(value) in text for value in city.table("applicants")[column].drop_nulls().head(200)
        )


def test_each_leaf_has_its_own_secret(facts):
    salts = committed(facts).salts
    assert len(set(salts)) == len(salts)


@pytest.mark.parametrize(
    "at", ["2027-03-12", "1", " 2027-01-01T00:00", "2027-02-30T09:00", "2027-02-13T09:00Z", 5, "soon"]
)
def test_a_time_that_is_none_is_refused_before_anything_rests_on_it(facts, tmp_path, at):
    content = dict(committed(facts).commitment) | {"at": at}
    (tmp_path / "c.json").write_text(json.dumps(content))
    with pytest.raises(FactsError, match=r"its time, .*, is not written as"):
        read_commitment(tmp_path / "c.json")


def test_another_time_zone_and_a_clock_set_by_hand_are_seen(facts):
    """Whoever commits by the clock of another city could do so after the draw."""
    city, book, agreed = facts
    rules = Agreed.of(MATCH, agreed, book, [], city)
    before = commit(MATCH, city, rules, round_id="main", at="2027-02-13T09:00").commitment
    west = replace(city, time_zone="Etc/GMT+12")
    for there, moved in ((west, False), (city, True)):
        now = commit(MATCH, there, rules, round_id="main", at="2027-02-13T09:00", clock_moved=moved)
        assert [problem.column for problem in changes(before, now)] == ["clock"]


CORRECTION = {
    "format": "citycompact commitment 4",
    "corrects": "0" * 64,
    "changed": 2,
    "seed": "07 12",
    "at": "2027-03-13T09:00",
}


def test_the_commitment_of_a_correction_is_read_and_stays_as_it_was(facts, tmp_path):
    content = dict(committed(facts).commitment) | CORRECTION
    (tmp_path / "c.json").write_text(json.dumps(content))
    assert read_commitment(tmp_path / "c.json") == content
    assert is_correction(content)
    assert not is_correction(committed(facts).commitment)
    assert not is_correction(None)


@pytest.mark.parametrize(
    "odd",
    [
        {"corrects": ""},
        {"corrects": "A" * 64},
        {"corrects": 7},
        {"changed": -1},
        {"changed": "2"},
        {"changed": True},
        {"seed": 7},
        {"at": ""},
        {"at": "soon"},
        {"format": "citycompact commitment 3"},
        {"format": "citycompact commitment 5"},
    ],
)
def test_an_odd_commitment_of_a_correction_is_none(facts, tmp_path, odd):
    content = dict(committed(facts).commitment) | CORRECTION | odd
    (tmp_path / "c.json").write_text(json.dumps(content))
    with pytest.raises(FactsError, match="is not a commitment"):
        read_commitment(tmp_path / "c.json")


@pytest.mark.parametrize("missing", ["corrects", "changed", "seed"])
def test_a_correction_says_what_it_corrects_and_by_how_much(facts, tmp_path, missing):
    content = dict(committed(facts).commitment) | CORRECTION
    del content[missing]
    (tmp_path / "c.json").write_text(json.dumps(content))
    with pytest.raises(FactsError, match=f"it lacks {missing}"):
        read_commitment(tmp_path / "c.json")


def test_what_a_correction_corrects_is_kept_with_all_else(facts):
    city, book, agreed = facts
    rules = Agreed.of(MATCH, agreed, book, [], city)
    published = as_correction(
        commit(MATCH, city, rules, round_id="main", at="2027-03-13T09:00"), "0" * 64, 2, "7 12"
    )
    assert keep(MATCH, city, rules, None, published.commitment).commitment == published.commitment
    for other in (("1" * 64, 2, "7 12"), ("0" * 64, 3, "7 12"), ("0" * 64, 2, "7 13")):
        found = changes(as_correction(published, *other).commitment, published)
        assert [problem.column for problem in found] in (["corrects"], ["changed"], ["seed"])
