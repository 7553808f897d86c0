"""Which signatures count: for their own section, content, city, sectors and key, and for nothing else."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.rulebook import (
    in_force,
    is_signed,
    missing_sectors,
    read_rulebook,
    signing_record,
    unsigned_problems,
    validity,
)
from signed_rulebooks import BOTH, SECTIONS, Town, book, signed

TOWN = Town()
BOOK = book()
sector_sets = st.sets(st.sampled_from(["district", "charter", "partnership"]), min_size=1).map(sorted)
rulebooks = st.builds(
    book,
    st.sampled_from(["town", "elsewhere"]),
    sector_sets,
    name=st.sampled_from(["R", "S"]),
    version=st.sampled_from(["1", "2"]),
    maximum=st.integers(3, 4),
    amber=st.integers(91, 92),
)


@given(rulebooks, rulebooks, st.sampled_from(sorted(SECTIONS)), st.sampled_from(sorted(SECTIONS)))
def test_a_signature_counts_where_section_content_city_and_sectors_are_the_same_and_only_there(
    made, held, section, other
):
    header, later = made.header, held.header
    city = Town(later.city, tuple(later.signing_sectors))
    signatures = signed(made, section, *header.signing_sectors)
    same = (section, header.city, header.signing_sectors) == (
        other,
        later.city,
        later.signing_sectors,
    ) and made.content[section] == held.content[section]
    assert is_signed(other, held, signatures, city) == same
    assert (missing_sectors(other, held, signatures, city) == []) == same


@given(rulebooks, sector_sets, st.sampled_from(["town", "elsewhere"]))
def test_rules_are_in_force_only_in_their_city_and_never_without_both_sectors(made, running, city_id):
    city = Town(city_id, tuple(running))
    signatures = signed(made, "enrollment", *made.header.signing_sectors)
    found = in_force("enrollment", [made], signatures, city)
    if found is not None:
        assert made.header.city == city_id
        for sector in BOTH:
            assert sector in made.header.signing_sectors or not set(BOTH) <= set(running)
        if not set(BOTH) <= set(running):
            assert set(running) <= set(made.header.signing_sectors)


@given(rulebooks, sector_sets)
def test_nothing_is_in_force_where_one_signature_is_missing(made, given_sectors):
    signatures = signed(made, "compact", *(s for s in made.header.signing_sectors if s in given_sectors))
    city = Town(made.header.city, tuple(made.header.signing_sectors))
    complete = set(made.header.signing_sectors) <= set(given_sectors)
    assert (in_force("compact", [made], signatures, city) is made) == complete


def test_comments_name_version_and_other_sections_change_no_signature():
    signatures = signed(BOOK, "enrollment", *BOTH)
    for other in (book(name="S", version="9"), book(amber=1), book(amber=None), book(sectors=reversed(BOTH))):
        assert missing_sectors("enrollment", other, signatures, TOWN) == []
    assert missing_sectors("enrollment", book(maximum=4), signatures, TOWN) == list(BOTH)


def test_every_changed_field_of_a_signature_voids_it():
    (item,) = signed(BOOK, "enrollment", "district")
    assert validity(item, BOOK, TOWN) == "valid"
    for field in fields(item):
        if field.name != "name":
            for text in ("compact", "", "?", "é", getattr(item, field.name)[::-1]):
                changed = replace(item, **{field.name: text})
                assert validity(changed, BOOK, TOWN) != "valid", (field.name, text)


def test_each_fault_has_its_word():
    (item,) = signed(BOOK, "enrollment", "district")

    class Nobody(Town):
        signers = ()

    assert validity(item, BOOK, Nobody()) == "unknown key"
    assert validity(item, book(maximum=4), TOWN) == "other content"
    assert validity(item, BOOK, Town("elsewhere")) == "other city"
    assert validity(replace(item, sector="charter"), BOOK, TOWN) == "broken"
    assert validity(replace(item, section=""), BOOK, TOWN) == "earlier format"
    assert validity(item, BOOK, None) == "not checked"


def test_in_force_is_the_newest_that_all_have_signed():
    first, second, third = book(maximum=3), book(maximum=4), book(maximum=5, amber=None)
    signatures = [*signed(first, "enrollment", *BOTH), *signed(second, "enrollment", "district")]
    newest_first = [third, second, first]
    assert in_force("enrollment", newest_first, signatures, TOWN) is first
    signatures += signed(second, "enrollment", "charter")
    assert in_force("enrollment", newest_first, signatures, TOWN) is second
    # A rulebook without the section says nothing about it.
    assert in_force("compact", newest_first, signed(second, "compact", *BOTH), TOWN) is second
    assert in_force("compact", newest_first, [], TOWN) is None
    assert in_force("compact", [], signatures, TOWN) is None


@pytest.mark.parametrize(
    ("rulebook", "signatures", "words"),
    [
        (BOOK, [], "the charter sector has not signed [enrollment]: there is no signature."),
        (
            BOOK,
            signed(book(maximum=4), "enrollment", "charter"),
            "other rules, another city or other signing sectors",
        ),
        (
            BOOK,
            [replace(signed(BOOK, "enrollment", "charter")[0], section="")],
            "by an earlier version for the whole rulebook",
        ),
        (book(city=None), [], 'Add city = "town"'),
        (book(maximum=None), [], "has no section [enrollment]"),
    ],
)
def test_what_is_not_signed_is_named_with_its_reason_and_its_mend(rulebook, signatures, words):
    problems = unsigned_problems("enrollment", rulebook, signatures, TOWN)
    assert any(words in f"{p.message} {p.mend}" for p in problems), problems
    assert all("rulebook" in p.file for p in problems)


def test_the_default_rules_need_no_signature_and_the_record_says_so():
    default = read_rulebook(None, SECTIONS)
    assert unsigned_problems("enrollment", default, [], TOWN) == []
    record = signing_record(["enrollment"], default, [], TOWN)["enrollment"]
    assert (record["default_rules"], record["signed_by"], record["not_signed_by"]) == (True, [], [])
    assert record["name"] == "Default rules of City Compact for [enrollment]"


def test_a_section_that_is_absent_is_default_rules_signed_by_nobody():
    absent = book(maximum=None)
    # A signature under an empty section has the digest of the absent one, and was given for other rules.
    empty = replace(absent, content={**absent.content, "enrollment": {}})
    signatures = signed(empty, "enrollment", *BOTH)
    assert missing_sectors("enrollment", empty, signatures, TOWN) == []
    assert missing_sectors("enrollment", absent, signatures, TOWN) == list(BOTH)
    assert {validity(item, absent, TOWN) for item in signatures} == {"other content"}
    record = signing_record(["enrollment"], absent, signatures, TOWN)["enrollment"]
    assert (record["name"], record["version"]) == (
        "Default rules of City Compact for [enrollment]",
        "default",
    )
    assert (record["default_rules"], record["signed_by"]) == (True, [])
    assert record["not_signed_by"] == list(BOTH)
    (problem,) = unsigned_problems("enrollment", absent, signatures, TOWN)
    assert "default rules would hold, signed by nobody" in problem.message


@given(rulebooks, st.sampled_from(sorted(SECTIONS)))
def test_without_a_city_no_signature_is_ever_valid(made, section):
    for item in signed(made, section, *made.header.signing_sectors):
        assert validity(item, made, None) == "not checked"


def test_the_record_says_of_each_section_who_signed_it():
    signatures = [*signed(BOOK, "enrollment", *BOTH), *signed(BOOK, "compact", "charter")]
    record = signing_record(["enrollment", "compact"], BOOK, signatures, TOWN)
    assert record["compact"] == {
        "sha256": BOOK.section_digest("compact"),
        "name": "R",
        "version": "1",
        "default_rules": False,
        "signed_by": [{"sector": "charter", "name": "Charter"}],
        "not_signed_by": ["district"],
    }
    assert record["enrollment"]["not_signed_by"] == []
