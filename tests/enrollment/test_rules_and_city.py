"""Every name in the rules must mean something in the city; where it does not, its line is named."""

import pytest

from citycompact.enrollment import SECTION, EnrollmentRules, rulebook_problems
from citycompact.rulebook import parse_rulebook
from small_cities import town

HEAD = '[rulebook]\nname = "R"\nversion = "1"\n'


def problems(text, **tables):
    book = parse_rulebook(HEAD + text, "r.toml", frozenset({SECTION}))
    people = [{"applicant_id": "a", "grade": "K", "iep": True, "home_language": "Spanish"}]
    facts = town({"a": ["p"]}, {"p": 2}, **{"applicants": people, **tables})
    return rulebook_problems(facts, book.section(SECTION, EnrollmentRules), book)


ZONE = '[enrollment.groups.z]\nkind = "zone"\n'
CONSENT = '[enrollment.mechanism]\nname = "efficiency_adjusted_deferred_acceptance"\nconsent = '
SIBLINGS = '[enrollment.groups.s]\nkind = "sibling_offered"\n'


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('[enrollment.priorities]\ndefault = ["nobody"]', 5, "neither defined nor a true/false column"),
        ('[enrollment.priorities.sectors]\ncharter = ["nobody"]', 5, "neither defined"),
        ('[enrollment.priorities.schools]\nSp = ["nobody"]', 5, "neither defined"),
        ('[enrollment.priorities.programs]\np = ["nobody"]', 5, "neither defined"),
        ('[enrollment.priorities]\ndefault = ["home_language"]', 5, "does not hold only true and false"),
        ("[enrollment.lottery.weights]\nnobody = 2.0", 5, "neither defined"),
        (ZONE + "[enrollment.lottery.weights]\nz = 2.0", 7, "'z' depends on the school"),
        (CONSENT + '"nobody"', 6, "neither defined"),
        (ZONE + CONSENT + '"z"', 8, "'z' depends on the school"),
        (
            ZONE + '[enrollment.groups.c]\nkind = "combined"\nall_of = ["iep", "z"]\n' + CONSENT + '"c"',
            11,
            "'c' depends on the school",
        ),
        ('[enrollment.groups.c]\nkind = "combined"\nany_of = ["iep", "nobody"]', 4, "neither defined"),
        ('[[enrollment.reserves]]\nseats = 1\ngroup = "nobody"', 6, "neither defined"),
        (SIBLINGS + '[[enrollment.reserves]]\nseats = 1\ngroup = "s"', 8, "only known during the run"),
        ('[[enrollment.guarantees]]\nkind = "group"\ngroup = "nobody"', 6, "neither defined"),
        ('[[enrollment.reserves]]\nseats = 1\ngroup = "iep"\nschools = ["Sx"]', 7, "a school 'Sx'"),
        ('[[enrollment.tie_breaks]]\nkind = "score"\nprograms = ["p", "x"]', 6, "a program 'x'"),
        ('[[enrollment.guarantees]]\nkind = "zone"\nschools = ["p"]', 6, "a school 'p'"),
        ('[[enrollment.backfill]]\nuntil = 2027-10-01\nprograms = ["x"]', 6, "a program 'x'"),
        ("[enrollment.priorities.schools]\np = []", 5, "a school 'p'"),
        ("[enrollment.priorities.programs]\nSp = []", 5, "a program 'Sp'"),
        ('[enrollment.groups.f]\nkind = "feeder"\n[enrollment.groups.f.feeders]\nSx = ["Sp"]', 6, "'Sx'"),
        ('[enrollment.groups.f]\nkind = "feeder"\n[enrollment.groups.f.feeders]\nSp = ["Sx"]', 6, "'Sx'"),
        (
            '[enrollment.groups.f]\nkind = "fact"\ncolumn = "x"\nvalues = ["y"]',
            6,
            "applicants.csv does not have",
        ),
        ('[enrollment.verification]\nlow_incme = ["agency"]', 5, "neither a fact of applicants.csv"),
        ('[enrollment.verification]\nzone = ["self"]', 5, "neither a fact of applicants.csv"),
        ('[enrollment.verification]\ngrade = ["roster"]', 5, "neither a fact of applicants.csv"),
        ('[enrollment.verification]\nstaff_child = ["operator"]', 5, "nor a claim of a group"),
        ('[enrollment.siblings]\nkeep_together = "together"', 5, "needs a true/false column 'together'"),
        ('[enrollment.siblings]\nkeep_together = "home_language"', 5, "needs a true/false column"),
    ],
)
def test_a_name_that_means_nothing_here_is_named_with_its_line(text, line, words):
    (problem,) = problems(text)
    assert words in problem.message
    assert (problem.file, problem.row) == ("r.toml", line)
    assert problem.mend


@pytest.mark.parametrize(
    "text",
    [
        "",
        '[enrollment.priorities]\ndefault = ["iep", "everyone"]',
        ZONE + '[enrollment.priorities]\ndefault = ["z"]\n[[enrollment.reserves]]\nseats = 1\ngroup = "z"',
        SIBLINGS + '[enrollment.priorities.schools]\nSp = ["s"]',
        '[enrollment.groups.f]\nkind = "fact"\ncolumn = "home_language"\nvalues = ["Spanish"]\n'
        "[enrollment.lottery.weights]\nf = 2.0",
        '[enrollment.groups.c]\nkind = "combined"\nnone_of = ["iep"]\n' + CONSENT + '"c"',
        '[[enrollment.tie_breaks]]\nkind = "score"\nprograms = ["p"]\nschools = ["Sp"]',
        '[enrollment.groups.f]\nkind = "feeder"\n[enrollment.groups.f.feeders]\nSp = ["Sp"]',
        '[enrollment.siblings]\nkeep_together = "iep"',
    ],
)
def test_names_that_the_city_knows_are_no_problem(text):
    assert problems(text) == []


def reserve(group):
    return [{"program_id": "p", "position": 1, "group": group, "seats": 1, "hard": False}]


def test_a_group_in_the_citys_own_tables_is_named_with_its_cell():
    program = {"program_id": "p", "school_id": "Sp", "grade": "K", "seats": 2, "open_to": "typo"}
    found = problems(SIBLINGS, reserves=reserve("s"), programs=[program])
    assert [(p.file, p.row, p.column, p.value) for p in found] == [
        ("reserves.csv", 2, "group", "s"),
        ("programs.csv", 2, "open_to", "typo"),
    ]
    assert "only known during the run" in found[0].message
    assert "neither defined" in found[1].message
    assert problems("", reserves=reserve("iep")) == problems("", reserves=reserve("open")) == []


def test_all_names_are_reported_at_once():
    text = '[enrollment.priorities]\ndefault = ["one", "two"]\n[enrollment.siblings]\nkeep_together = "three"'
    found = problems(text, reserves=reserve("four"))
    assert [
        word for word in ("one", "two", "three", "four") if any(f"'{word}'" in str(p) for p in found)
    ] == [
        "one",
        "two",
        "three",
        "four",
    ]


def spelled(*said, **more):
    """What is said of a column that the rules use as a group, with these cells."""
    people = [
        {"applicant_id": f"a{n}", "grade": "K", "iep": True, "low_income": cell}
        for n, cell in enumerate(said)
    ]
    reserve = '[[enrollment.reserves]]\nseats = 1\ngroup = "low_income"\n'
    return problems(reserve, applicants=people, choices=[], **more)


def test_yes_and_no_of_a_column_that_only_the_rules_know_are_refused_cell_by_cell():
    found = spelled("Yes", "no", None, "TRUE", "0", "true")
    assert [(p.file, p.row, p.column, p.value, p.mend) for p in found] == [
        ("applicants.csv", 2, "low_income", "Yes", "Write true."),
        ("applicants.csv", 3, "low_income", "no", "Write false."),
        ("applicants.csv", 6, "low_income", "0", "Write false."),
    ]


def test_a_column_of_other_texts_is_none_of_yes_and_no():
    (found,) = spelled("yes", "perhaps")
    assert found.file == "r.toml"
    assert "does not hold only true and false" in found.message


def test_many_cells_are_named_up_to_a_number_and_the_others_counted():
    found = spelled(*["y"] * 130)
    assert len(found) == 101
    assert found[-1].message == "has 30 more cells that are not true or false."


def test_a_column_that_the_rules_do_not_use_may_say_yes():
    people = [{"applicant_id": "a", "grade": "K", "iep": True, "likes_music": "Yes"}]
    assert problems("", applicants=people) == []


def test_keep_together_in_other_words_is_refused_at_its_cells():
    people = [{"applicant_id": "a", "grade": "K", "iep": True, "together": "Y"}]
    found = problems('[enrollment.siblings]\nkeep_together = "together"\n', applicants=people)
    assert [(p.row, p.column, p.value) for p in found] == [(2, "together", "Y")]
