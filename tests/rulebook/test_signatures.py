"""Signing a section, and the file of signatures beside a rulebook."""

import json
from dataclasses import asdict, replace

import pytest

from citycompact.facts import FactsError
from citycompact.rulebook import add_signatures, parse_signatures, read_signatures, sign, validity
from signed_rulebooks import Town, book, key, signed

BOOK = book()


@pytest.mark.parametrize(
    ("rulebook", "section", "sector", "words"),
    [
        (book(city=None), "enrollment", "district", "which city"),
        (book(sectors=None), "enrollment", "district", "Add signing_sectors"),
        (BOOK, "enrollment", "partnership", "does not have the partnership sector sign"),
        (book(amber=None), "compact", "district", r"no section \[compact\]"),
    ],
)
def test_what_cannot_be_signed_is_refused_in_words(rulebook, section, sector, words):
    with pytest.raises(FactsError, match=words):
        sign(rulebook, section, key(sector), sector, "N")


def test_the_file_gives_back_what_was_written_one_for_each_key_sector_and_content(tmp_path):
    path = tmp_path / "rulebook.toml"
    first = [*signed(BOOK, "enrollment", "district", "charter"), *signed(BOOK, "compact", "district")]
    add_signatures(path, first)
    add_signatures(path, [replace(first[0], name="Dana Ñ")])
    assert set(read_signatures(path)) == {replace(first[0], name="Dana Ñ"), *first[1:]}
    later = signed(book(maximum=4), "enrollment", "district")
    add_signatures(path, later)
    # The signature under the earlier rules stays: they may still be in force.
    assert set(read_signatures(path)) == {replace(first[0], name="Dana Ñ"), *first[1:], *later}
    assert json.loads((tmp_path / "rulebook.signatures.json").read_text())["format"] == 2


def test_no_file_is_no_signature(tmp_path):
    assert read_signatures(tmp_path / "rulebook.toml") == []
    assert read_signatures(None) == []


def test_signatures_of_format_1_are_read_kept_and_never_count(tmp_path):
    path = tmp_path / "rulebook.toml"
    old = [{"sector": s, "name": s, "public_key": "AA==", "signature": s} for s in ("district", "charter")]
    (tmp_path / "rulebook.signatures.json").write_text(json.dumps(old))
    found = read_signatures(path)
    assert [item.sector for item in found] == ["district", "charter"]
    assert {validity(item, BOOK, Town()) for item in found} == {"earlier format"}
    add_signatures(path, signed(BOOK, "enrollment", "district"))
    assert len(read_signatures(path)) == 3


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"3",
        b"\xff",
        b"[1]",
        b'{"format": 3, "signatures": []}',
        b'{"format": 2}',
        b'{"format": 2, "signatures": [{}]}',
        b'{"format": 2, "signatures": 3}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_file_of_signatures_is_said_to_be_none(content):
    with pytest.raises(FactsError, match="signatures"):
        parse_signatures(content, "s.json")


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "a\x00b", "a\u202eb"])
def test_a_name_that_could_not_be_kept_or_read_signs_nothing(name):
    with pytest.raises(FactsError, match="signer's name"):
        sign(BOOK, "enrollment", key("district"), "district", name)
    (item,) = signed(BOOK, "enrollment", "district")
    content = {"format": 2, "signatures": [asdict(replace(item, name=name))]}
    with pytest.raises(FactsError, match="signer's name"):
        parse_signatures(json.dumps(content).encode(), "s.json")


def test_a_field_that_is_no_text_is_refused():
    (item,) = signed(BOOK, "enrollment", "district")
    for name in asdict(item):
        content = {"format": 2, "signatures": [{**asdict(item), name: 3}]}
        with pytest.raises(FactsError, match=f"{name} is not a text"):
            parse_signatures(json.dumps(content).encode(), "s.json")
