"""Rulebooks that cannot be read are refused in words."""

import pytest

from citycompact.facts import FactsError
from citycompact.rulebook import parse_rulebook, read_rulebook

KNOWN = frozenset({"enrollment"})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[rulebook", "not valid TOML"),
        ("[enrollment]\n", "no \\[rulebook\\] table"),
        ('[rulebook]\nname = "R"\nversion = "1"\n[enrolment]\n', "section 'enrolment'"),
        ('[rulebook]\nversion = "1"\n', "'name' is missing"),
        (
            '[rulebook]\nname = "R"\nversion = "1"\nsigning_sectors = ["private"]\n',
            "'private' is not a sector",
        ),
    ],
)
def test_a_fault_is_said(text, words):
    with pytest.raises(FactsError, match=words):
        parse_rulebook(text, "r.toml", KNOWN)


def test_a_city_without_a_rulebook_gets_the_default_one():
    book = read_rulebook(None, KNOWN)
    assert book.is_default
    assert "deferred acceptance" in book.header.name


def test_a_missing_file_and_a_broken_encoding(tmp_path):
    with pytest.raises(FactsError, match="is missing"):
        read_rulebook(tmp_path / "no.toml", KNOWN)
    (tmp_path / "b.toml").write_bytes(b"\xff")
    with pytest.raises(FactsError, match="not UTF-8"):
        read_rulebook(tmp_path / "b.toml", KNOWN)
