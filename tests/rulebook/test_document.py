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
    # It stands for the rules of every room, so it is called after none of them.
    assert book.header.name == "Default rules of City Compact"


def test_a_missing_file_and_a_broken_encoding(tmp_path):
    with pytest.raises(FactsError, match="is missing"):
        read_rulebook(tmp_path / "no.toml", KNOWN)
    (tmp_path / "b.toml").write_bytes(b"\xff")
    with pytest.raises(FactsError, match="not UTF-8"):
        read_rulebook(tmp_path / "b.toml", KNOWN)


HEAD = '[rulebook]\nname = "R"\nversion = "1"\n'


@pytest.mark.parametrize("key", ["name", "version", "city"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x" * 300, "has 300 characters"),
        ("a\\u0000b", "U\\+0000"),
        ("a\\u001bb", "U\\+001B"),
        ("a\\u202eb", "U\\+202E"),
        ("  ", "is empty"),
        ("", "is empty"),
    ],
)
def test_a_header_that_could_not_be_kept_or_read_is_refused_with_its_line(key, text, words):
    lines = {"name": "R", "version": "1", "city": "c", key: text}
    written = "[rulebook]\n" + "".join(f'{name} = "{value}"\n' for name, value in lines.items())
    with pytest.raises(FactsError, match=words) as caught:
        parse_rulebook(written, "r.toml", KNOWN)
    (problem,) = caught.value.problems
    assert (problem.row, problem.column) == (2 + list(lines).index(key), f"rulebook.{key}")


@pytest.mark.parametrize(
    "text",
    ['[enrollment.groups."a\\u200b"]\nkind = "zone"', '[enrollment.groups.a]\nlabels = { en = "x\\u0000" }'],
)
def test_what_nobody_sees_stands_nowhere_in_a_rulebook(text):
    with pytest.raises(FactsError, match="characters that nobody sees"):
        parse_rulebook(HEAD + text, "r.toml", KNOWN)


def test_labels_in_persian_keep_the_joiners_that_its_spelling_needs():
    parse_rulebook(HEAD + '[enrollment.groups.a]\nlabels = { fa = "می\u200cرود" }', "r.toml", KNOWN)


def test_all_faults_of_header_and_sections_come_at_once_and_a_misspelled_section_with_the_nearest_name():
    text = f'[rulebook]\nname = "{"x" * 300}"\nversion = "1"\n[enrolment]\n[enrollment]\nx = 1e400\n'
    with pytest.raises(FactsError, match=r"Is it \[enrollment\]\?") as caught:
        parse_rulebook(text, "r.toml", KNOWN)
    assert [problem.row for problem in caught.value.problems] == [4, 6, 2]
    assert "r.toml, line 4" in str(caught.value)


def test_a_section_is_signed_with_its_city_and_signing_sectors_and_nothing_else():
    text = (
        "[rulebook]\n"
        'name = "R"\n'
        'version = "1"\n'
        'city = "c"\n'
        'signing_sectors = ["district", "charter", "district"]\n'
    )
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
