"""The importer's report lists all that could not be read, so that nothing is dropped in silence."""

import polars as pl

from citycompact.importers.nyc_directory.import_report import report_text
from citycompact.importers.nyc_directory.policy import read_policy
from small_directory import directory, program

BRONX = "Priority to Bronx students or residents"
CITY = "Then to New York City residents"


def report(*programs, left_out=(), expected=(100.0, 10.0)):
    listed = directory(*programs, left_out=left_out)
    frame = pl.DataFrame({"program_id": ["P", "P-SWD"], "published_applicants": [100, 10]})
    choices = pl.DataFrame({"applicant_id": ["a"] * 111})
    numbers = dict(zip(frame["program_id"], expected, strict=True))
    return report_text(listed, read_policy(listed), frame, numbers, choices)


def test_everything_that_was_not_read_or_left_out_is_in_it():
    text = report(
        program("P", "Priority to nobody", CITY, BRONX, eligibility="Open to some", method="Magic"),
        left_out=("01X001: a place was guessed",),
    )
    for words in (
        "- “Priority to nobody” (1)",
        "- “Open to some” (1)",
        "- “Magic” (1)",
        f"- P: “{BRONX}”",
        "- 01X001: a place was guessed",
        "2 distinct priority texts: 1 read, 1 not read (1 occurrences)",
        f"| {CITY} | `everyone` | 1 |",
    ):
        assert words in text


def test_a_directory_that_is_read_whole_says_none():
    text = report(program("P", BRONX))
    assert text.count("None.") == 4
    assert "**Applicants are synthetic**" in text


def test_published_expected_and_drawn_demand_are_set_side_by_side():
    text = report(program("P"))
    assert "Published applications: 110; expected: 110.0; drawn: 111." in text
    assert "Programs whose expectation differs" not in text
    apart = report(program("P"), expected=(98.2, 10.0))
    assert "- P: published 100, expected 98.2" in apart
    assert "- P-SWD" not in apart
