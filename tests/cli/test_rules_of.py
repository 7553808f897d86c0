"""The gate of every command that decides by a rulebook:
nothing passes that is not agreed, but said to be so."""

import datetime
import shutil
from dataclasses import replace

import pytest

from citycompact import compact, enrollment
from citycompact.city import read_city
from citycompact.cli.rules_of import agreed_rules, city_beside
from citycompact.compact.demo import port_ellery
from citycompact.facts import FactsError

MATCH, PROGRESS = enrollment.ROOM.decisions[0], compact.ROOM.decisions[0]


@pytest.fixture
def book(demo_folder, tmp_path):
    """The demo's rulebook and its signatures, beside no city."""
    for name in ("rulebook.toml", "rulebook.signatures.json"):
        shutil.copy(demo_folder / name, tmp_path / name)
    return tmp_path / "rulebook.toml"


def change(path, before, after):
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))


def refused(*arguments, unsigned=False, **more):
    with pytest.raises(FactsError) as caught:
        agreed_rules(*arguments, unsigned=unsigned, **more)
    return str(caught.value)


def test_signed_rules_pass_and_the_record_names_the_signers(demo_folder, book):
    agreed = agreed_rules(MATCH, read_city(demo_folder), book, unsigned=False)
    assert agreed.rules.choices.maximum == 12
    assert {item["sector"] for item in agreed.signing["enrollment"]["signed_by"]} == {"district", "charter"}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("maximum = 12", "maximum = 11", "the charter sector has not signed [enrollment]"),
        ('city = "port-ellery"', 'city = "elsewhere"', "is for the city elsewhere"),
        ('["district", "charter"]\n', '["charter"]\n', "without the district sector"),
    ],
)
def test_what_is_not_signed_for_this_city_passes_only_as_unsigned(demo_folder, book, before, after, words):
    facts = read_city(demo_folder)
    change(book, before, after)
    assert words in refused(MATCH, facts, book)
    signing = agreed_rules(MATCH, facts, book, unsigned=True).signing["enrollment"]
    assert (signing["signed_by"], bool(signing["not_signed_by"])) == ([], True)


def test_an_absent_section_passes_only_as_unsigned_and_is_recorded_as_default_rules(demo_folder, book):
    text = book.read_text()
    book.write_text(text[: text.index("[[enrollment")] + text[text.index("[compact]") :])
    facts = read_city(demo_folder)
    assert "default rules would hold, signed by nobody" in refused(MATCH, facts, book)
    signing = agreed_rules(MATCH, facts, book, unsigned=True).signing["enrollment"]
    assert signing["default_rules"]
    assert signing["not_signed_by"] == ["district", "charter"]


def test_no_rulebook_at_all_is_default_rules_and_needs_no_signature(demo_folder):
    signing = agreed_rules(MATCH, read_city(demo_folder), None, unsigned=False).signing["enrollment"]
    assert (signing["default_rules"], signing["signed_by"]) == (True, [])


def test_names_that_the_facts_do_not_know_never_pass(demo_folder, book):
    change(book, 'default = ["sibling_attending"', 'default = ["nobody"')
    for unsigned in (True, False):
        assert "'nobody'" in refused(MATCH, read_city(demo_folder), book, unsigned=unsigned)


def test_facts_that_are_no_city_package_need_one_whose_keys_count(demo_folder, book):
    facts = port_ellery(datetime.date(2027, 6, 1))
    assert "without the city's package" in refused(PROGRESS, facts, book)
    assert agreed_rules(PROGRESS, facts, book, unsigned=True).signing["compact"]["signed_by"] == []
    city = city_beside(book, demo_folder)
    signing = agreed_rules(PROGRESS, facts, book, unsigned=False, city=city).signing["compact"]
    assert (len(signing["signed_by"]), signing["not_signed_by"]) == (2, [])


def test_the_keys_of_another_city_never_count(demo_folder, book):
    facts = port_ellery(datetime.date(2027, 6, 1))
    other = replace(city_beside(book, demo_folder), city_id="oakvale")
    for unsigned in (True, False):
        said = refused(PROGRESS, facts, book, unsigned=unsigned, city=other)
        assert "of the city oakvale, and the facts are of port-ellery" in said


def test_the_city_that_is_named_must_be_there(book, tmp_path):
    assert city_beside(book, None) is None
    with pytest.raises(FactsError, match="is not a folder"):
        city_beside(book, tmp_path / "none")
