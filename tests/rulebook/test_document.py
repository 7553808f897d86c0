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


def test_a_section_is_signed_with_its_city_and_signing_sectors_and_nothing_else():
    text = '[rulebook]\nname = "R"\nversion = "1"\ncity = "c"\nsigning_sectors = ["district", "charter", "district"]\n'
    book = parse_rulebook(text + "[enrollment.choices]\nmaximum = 3\n", "r.toml", KNOWN)
    assert book.sections == ("enrollment",)
    assert book.signed_content("enrollment") == {
        "city": "c",
        "signing_sectors": ["charter", "district"],
        "section": "enrollment",
        "content": {"choices": {"maximum": 3}},
    }


def test_room_models_read_the_same_number_that_was_written():
    from citycompact.enrollment import EnrollmentRules

    text = '[rulebook]\nname = "R"\nversion = "1"\n[[enrollment.reserves]]\ngroup = "g"\nshare = 0.30\n'
    rules = parse_rulebook(text, "r.toml", KNOWN).section("enrollment", EnrollmentRules)
    assert type(rules.reserves[0].share) is float
    assert rules.reserves[0].share == 0.3
