"""Priorities in words: each is read as what it says, or not read at all."""

import tomllib

import pytest

from citycompact.importers.nyc_directory.priorities_in_words import read_priority

FAIR = " who signed in at a fair or at an information session"


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Then to New York City residents", "everyone"),
        ("Open to New York City residents", "everyone"),
        ("Then to New York city residents", "everyone"),
        ("Priority to New York residents" + FAIR, "signed_in"),
        ("Priority to continuing 8th graders", "continuing"),
        ("Then to Bronx students or residents", "bronx"),
        ("Priority to Staten Island students or residents" + FAIR, "staten_island_and_signed_in"),
        ("Priority to Manhattan and Bronx students or residents", "bronx_manhattan"),
        ("Then to District 13 students or residents", "district_13"),
        ("Priority to Districts 13, 14, 15 and 16 students or residents", "district_13_14_15_16"),
        ("Then to Districts 24, 30, and 32 students or residents" + FAIR, "district_24_30_32_and_signed_in"),
        ("Guaranteed offer to students who apply and live in the zoned area.", "zoned"),
        ("Then to students residing in the geographical catchment area", "zoned"),
        ("Priority to students living in the geographic zone", "zoned"),
        ("Priority to students attending PS/IS 266Q and PS/MS 208Q", "from_ps_is_266q_and_ps_ms_208q"),
        ("Then to Fannie Lou Hamer Middle School students", "from_fannie_lou_hamer_middle_school"),
        (
            "Priority to students who have been in a Dual Language Spanish middle school program",
            "dual_language_spanish",
        ),
        ("Priority given to New York City residents who are English Language Learners", "english_learner"),
        (
            "Then to Bronx students or residents who have lived in the United States two years or fewer "
            "and whose home language is Spanish",
            "bronx_and_newcomer_2_and_home_spanish",
        ),
        ("Open only to female students", "female"),
        ("Open only to students whose home language is Haitian Creole", "home_haitian_creole"),
    ],
)
def test_a_text_is_read_as_its_group(text, group):
    reading = read_priority(text)
    assert reading is not None
    assert reading.group == group
    for table in reading.definitions.values():
        assert "kind" in tomllib.loads(table)


@pytest.mark.parametrize(
    "text",
    [
        "Priority to Bronx students or residents who",
        "Priority to students who live or attend school south of East Houston or West Houston Street",
        "Then to residents in Mid-Brooklyn Area B",
        "Then to New York City residents who know or are interested in learning American Sign Language",
        "Priority to Mars residents",
        "",
    ],
)
def test_what_cannot_be_read_is_not_guessed(text):
    assert read_priority(text) is None


def test_a_combined_group_brings_the_definitions_of_its_parts():
    reading = read_priority("Priority to Queens students or residents" + FAIR)
    assert set(reading.definitions) == {"queens", "signed_in", "queens_and_signed_in"}
    assert tomllib.loads(reading.definitions["queens_and_signed_in"])["all_of"] == ["queens", "signed_in"]
