"""Rulebooks are refused with the line and the mend, and stated in sentences."""

import pytest

from citycompact.enrollment import SECTION, EnrollmentRules, rule_sentences, rulebook_problems
from citycompact.facts import FactsError
from citycompact.rulebook import difference, parse_rulebook
from small_cities import town

HEAD = '[rulebook]\nname = "R"\nversion = "1"\n'


def problems_of(text):
    book = parse_rulebook(HEAD + text, "r.toml", frozenset({SECTION}))
    try:
        agreed = book.section(SECTION, EnrollmentRules)
    except FactsError as error:
        return error.problems
    return rulebook_problems(town({"a": ["p"]}, {"p": 1}), agreed, book)


ROUND = '[[enrollment.rounds]]\nid = "m"\nname = "M"\nopens = 2027-01-02\n'
CLOSES = "closes = 2027-02-12T23:59:00\nresults = 2027-03-19\n"
DRAW = 'kind = "numbers"\nevent = "State lottery"\ncount = 5\nhighest = 69\n'
RESERVE = '[[enrollment.reserves]]\ngroup = "open"\n'


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[enrollment.mechanism]\nname = "magic"', 5, "not one of the allowed words"),
        ("[enrollment.choices]\nmaximun = 3", 5, "not a rule City Compact knows"),
        ("[enrollment.choices]\nmaximum = 0", 5, "must be at least 1"),
        ('[enrollment.priorities]\ndefault = ["nobody"]', 5, "neither defined nor"),
        ('[[enrollment.reserves]]\ngroup = "open"\nshare = 0.5\nseats = 3', 4, "either share or seats"),
        ('[enrollment.priorities.schools]\nSx = ["open"]', 5, "does not have"),
        (
            (
                "[enrollment.groups.a]\n"
                'kind = "combined"\n'
                'all_of = ["b"]\n'
                "[enrollment.groups.b]\n"
                'kind = "combined"\n'
                'all_of = ["a"]'
            ),
            4,
            "defined by itself",
        ),
        ('[enrollment.groups.b]\nkind = "bird"', 4, "not a kind of group"),
        (
            '[[enrollment.rounds]]\nid = "m"\nname = "M"\nopens = 2027-01-02\ncloses = 2026-01-02T00:00:00',
            4,
            "closes before it opens",
        ),
        ('[enrollment.siblings]\nkeep_together = "together"', 5, "true/false column"),
        (ROUND + "closes = 2027-02-12", 8, "is a day without its hour"),
        (ROUND + "closes = 2027-02-13T04:59:00Z", 8, "has an offset, and times are by the city's own clock"),
        (ROUND + "closes = 2027-03-14T02:30:00", 8, "is a time that the clock of America/New_York skips"),
        (ROUND + "closes = 2027-02-12T23:59:00\nresults = 2027-02-12", 4, "gives results before it closes"),
        (ROUND + CLOSES + "[enrollment.draw]\n" + DRAW + "at = 2027-02-12T23:59:00", 4, "who applies last"),
        (ROUND + CLOSES + "[enrollment.draw]\n" + DRAW + "at = 2027-03-19T00:00:00", 4, "gives its results"),
        (ROUND + CLOSES + "[enrollment.draw]\n" + DRAW + "at = 2027-03-14T02:30:00", 15, "skips"),
        (
            ROUND + CLOSES + "draw = { " + DRAW.strip().replace("\n", ", ") + ", at = 2027-02-10T12:00:00 }",
            4,
            "who applies last",
        ),
        (
            RESERVE + "share = 0.7\n" + RESERVE + "share = 0.6",
            9,
            "more than all seats of p: 0.7 for open + 0.6",
        ),
    ],
)
def test_a_fault_is_named_with_its_line(text, line, words):
    found = problems_of(text)
    assert any(words in problem.message and problem.row == line for problem in found), found
    assert all(problem.mend for problem in found)


def test_all_faults_are_named_at_once():
    text = (
        "[enrollment.choices]\n"
        "maximum = 0\n"
        "[enrollment.lottery]\n"
        'numbers = "none"\n'
        "[enrollment.waitlist]\n"
        'kept = "perhaps"'
    )
    assert {problem.row for problem in problems_of(text)} == {5, 7, 9}


def test_a_difference_reads_as_sentences():
    def said(text):
        book = parse_rulebook(HEAD + text, "r.toml", frozenset({SECTION}))
        return rule_sentences(book.section(SECTION, EnrollmentRules))

    before = said("[enrollment.choices]\nmaximum = 5")
    after = said(
        "[enrollment.choices]\n"
        "maximum = 12\n"
        "[[enrollment.reserves]]\n"
        'group = "low_income"\n'
        "share = 0.3\n"
        'sectors = ["charter"]'
    )
    assert difference(before, after) == [
        "Changed: A family may list up to 12 programs. (Before: A family may list up to 5 programs.)",
        "New: 30 % of seats at charter schools are reserved for “low_income”, filled before the open seats; "
        "if too few of them apply, others may take these seats.",
    ]
    assert difference(after, after) == []


def test_the_demo_rulebook_reads_in_both_languages_under_the_same_topics():
    from importlib import resources

    from citycompact.rooms import section_names
    from citycompact.rulebook import difference, parse_rulebook

    text = resources.files("citycompact.rulebook").joinpath("demo_rulebook.toml").read_text("utf-8")
    rules = parse_rulebook(text, "r", section_names()).section(SECTION, EnrollmentRules)
    english, spanish = rule_sentences(rules), rule_sentences(rules, "es")
    assert english.keys() == spanish.keys()
    assert not set(english.values()) & set(spanish.values())
    assert difference(english, english) == []
    changed = difference(spanish, {**spanish, "choices.maximum": "Otra cosa."}, "es")
    assert changed[0].startswith("Cambiado: Otra cosa. (Antes: ")
