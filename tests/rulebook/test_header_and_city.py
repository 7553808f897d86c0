"""The header says whose rules these are and who has to sign; it must be true of the city."""

import pytest

from citycompact.facts import FactsError
from citycompact.rulebook import header_problems, parse_rulebook, signing_sectors
from citycompact.rulebook.header_and_city import sectors_needed
from signed_rulebooks import BOTH, SECTIONS, Town, book


def said(rulebook, city, language="en"):
    return [f"{p.message} {p.mend}" for p in header_problems(rulebook, city, language)]


def test_a_header_that_fits_has_no_fault():
    assert said(book(), Town()) == []
    assert said(book(sectors=["charter", "district", "partnership"]), Town()) == []


def test_missing_lines_are_printed_filled_in():
    first, second = said(book(None, None), Town(sectors=("district", "charter", "partnership")))
    assert 'Add city = "town" to [rulebook].' in first
    assert 'Add signing_sectors = ["district", "charter"] to [rulebook].' in second
    alone = said(book(None, None), Town(sectors=("district", "partnership")))[1]
    assert 'Add signing_sectors = ["district", "partnership"]' in alone
    assert len(said(book(None, None), None)) == 2


@pytest.mark.parametrize(
    ("rulebook", "city", "words"),
    [
        (book("elsewhere"), Town(), "is for the city elsewhere, and this city is town."),
        (
            book(sectors=["charter"]),
            Town(),
            (
                "without the district sector, which runs schools here. Write signing_sectors = "
                '["district", "charter"].'
            ),
        ),
        (book(sectors=[]), Town(), "does not say which sectors"),
        (
            book(sectors=["district"]),
            Town(sectors=("district", "partnership")),
            "without the partnership sector",
        ),
        (book(sectors=["district"]), Town(sectors=("charter",)), "without the charter sector"),
    ],
)
def test_each_fault_is_named_with_its_mend(rulebook, city, words):
    assert any(words in text for text in said(rulebook, city))


def test_a_sector_without_school_and_signer_cannot_be_asked_to_sign():
    class Nobody(Town):
        signers = ()

    rulebook = book(sectors=["district", "charter", "partnership"])
    assert said(rulebook, Town()) == []
    (fault,) = said(rulebook, Nobody())
    assert "partnership sector sign, which runs no school here" in fault


def test_no_header_lowers_who_has_to_sign():
    everyone = Town(sectors=("district", "charter", "partnership"))
    for sectors in (None, [], ["charter"], ["district", "partnership"]):
        assert set(BOTH) <= set(signing_sectors(book(sectors=sectors), everyone))
    assert sectors_needed(Town(sectors=("district",))) == ("district",)


def test_faults_point_at_their_line():
    text = '[rulebook]\nname = "R"\nversion = "1"\nsigning_sectors = ["charter"]\ncity = "x"\n'
    problems = header_problems(parse_rulebook(text, "r.toml", SECTIONS), Town())
    assert [(p.row, p.column) for p in problems] == [(5, "rulebook.city"), (4, "rulebook.signing_sectors")]


def test_the_same_faults_are_said_in_spanish():
    for rulebook in (book(None, None), book("elsewhere", ["charter"])):
        english, spanish = said(rulebook, Town()), said(rulebook, Town(), "es")
        assert len(english) == len(spanish) == 2
        assert not set(english) & set(spanish)


def test_an_unknown_sector_is_no_header_at_all():
    with pytest.raises(FactsError, match="'private' is not a sector"):
        book(sectors=["private"])
