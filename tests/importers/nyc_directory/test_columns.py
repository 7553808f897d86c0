"""Columns by pattern: years differ in case, separators, digits, in how many they have and what they lack."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.facts import FactsError
from citycompact.importers.nyc_directory.columns import find_columns, fold

SCHOOL = ("dbn", "school_name", "boro", "building_code", "location", "start_time", "end_time", "Latitude",
          "Longitude", "primary_address_line_1")  # fmt: skip
STEMS = {
    "program": "program",
    "code": "code",
    "method": "method",
    "eligibility": "eligibility",
    "seats_ge": "seats9ge",
    "seats_swd": "seats9swd",
    "applicants_ge": "grade9geapplicants",
    "applicants_swd": "grade9swdapplicants",
    "filled_ge": "grade9gefilledflag",
    "filled_swd": "grade9swdfilledflag",
}
# What stands in the real files beside what is looked for, and is easily mistaken for it.
OTHERS = ("school_10th_seats", "seats101", "seats1010", "seats1specialized", "applicants1specialized",
          "grade9geapplicantsperseat1", "grades2018", "requirement1_1", "requirement11_10", "offer_rate1",
          "academicopportunities1", "prgdesc1", "interest1", "Borough", "common_audition1")  # fmt: skip


def header(programs=2, priorities=7, first=1):
    names = [*SCHOOL, *OTHERS]
    for number in range(first, first + programs):
        names += [f"{stem}{number}" for stem in STEMS.values()]
        names += [f"admissionspriority{rank}{number}" for rank in range(1, priorities + 1)]
    return names


def faults(names):
    with pytest.raises(FactsError) as caught:
        find_columns(names, "x.csv")
    return caught.value.problems


def test_the_names_of_2018_are_found_and_their_neighbours_are_not():
    found = find_columns(header(10), "x.csv")
    assert sorted(found.programs) == list(range(1, 11))
    for number, fields in found.programs.items():
        assert fields == {field: f"{stem}{number}" for field, stem in STEMS.items()}
        ranks = [f"admissionspriority{rank}{number}" for rank in range(1, 8)]
        assert found.priorities[number] == tuple(ranks)
    assert found.absent == ()


@st.composite
def spellings(draw):
    """A way to write a name that means the same: case, separators between words, the order in a file."""
    case = draw(st.sampled_from([str.upper, str.lower, str.title, str]))
    between = draw(st.sampled_from(["", "_", " ", "-"]))

    def written(words):
        return case(between.join(words))

    return written


WORDS = {
    "program": ("program",),
    "code": ("code",),
    "method": ("method",),
    "eligibility": ("eligibility",),
    "seats_ge": ("seats", "9", "ge"),
    "seats_swd": ("seats", "9", "swd"),
    "applicants_ge": ("grade", "9", "ge", "applicants"),
    "applicants_swd": ("grade", "9", "swd", "applicants"),
    "filled_ge": ("grade", "9", "ge", "filled", "flag"),
    "filled_swd": ("grade", "9", "swd", "filled", "flag"),
}


@given(
    spellings(),
    st.integers(1, 15),
    st.integers(1, 9),
    st.integers(0, 1),
    st.booleans(),
    st.sampled_from(["", "1"]),
    st.randoms(),
)
def test_every_way_to_write_the_names_finds_the_same(
    written, programs, priorities, first, turned, shift, random
):
    names, expected, ranked = [written(name.split("_")) for name in SCHOOL], {}, {}
    for number in range(first, first + programs):
        fields = expected[number] = {}
        for field, words in WORDS.items():
            order = [*words[1:], words[0]] if turned and "9" in words and "grade" not in words else words
            # “offer_rate1” became “offer_rate1_1” in 2020: a 1 before the program's number, set apart.
            tail = f"1_{number}" if shift and field in ("program", "code", "method") else str(number)
            fields[field] = written([*order, tail])
        names += fields.values()
        ranked[number] = [
            written(["admissions", "priority", f"{rank}_{number}"]) for rank in range(1, priorities + 1)
        ]
        names += ranked[number]
    shuffled = list(names)
    random.shuffle(shuffled)
    found = find_columns(shuffled, "x.csv")
    assert found.programs == expected
    assert found.priorities == {number: tuple(ranks) for number, ranks in ranked.items()}


@given(st.integers(1, 99), st.integers(0, 9), st.randoms())
def test_glued_priorities_are_the_programs_own_however_many_programs(programs, priorities, random):
    names = header(programs, priorities)
    random.shuffle(names)
    found = find_columns(names, "x.csv")
    for number in range(1, programs + 1):
        ranks = [f"admissionspriority{rank}{number}" for rank in range(1, priorities + 1)]
        assert found.priorities.get(number, ()) == tuple(ranks)


def test_the_eleventh_priority_of_program_1_is_read_where_no_program_11_is():
    found = find_columns(header(3, 12), "x.csv")
    assert found.priorities[1][10] == "admissionspriority111"
    assert len(found.priorities[3]) == 12


def test_a_name_that_is_two_priorities_is_refused_and_the_way_out_works():
    names = dict.fromkeys(header(11, 12))
    problems = faults(list(names))
    assert problems[0].column == "admissionspriority111"
    assert "priority 11 of program 1 or priority 1 of program 11" in problems[0].message
    apart = [n for n in names if not n.startswith("admissionspriority")]
    apart += [f"admissionspriority{rank}_{of}" for of in range(1, 12) for rank in range(1, 13)]
    assert find_columns(apart, "x.csv").priorities[11][0] == "admissionspriority1_11"


def test_the_names_of_2025_are_found():
    names = [*header(11, 0)] + [f"priority{r}_prog{n}" for n in range(1, 12) for r in (1, 2)]
    assert find_columns(names, "x.csv").priorities[11] == ("priority1_prog11", "priority2_prog11")


def test_a_priority_of_no_program_is_said_and_not_lost_silently():
    absent = find_columns([*header(2, 1), "admissionspriority17", "priority1_prog9"], "x.csv").absent
    assert absent == (
        "column admissionspriority17 is of no program",
        "column priority1_prog9 is of no program",
    )


@pytest.mark.parametrize("other", ["borocode", "Borough", "BORO_CODE"])
def test_the_borough_goes_by_several_names(other):
    names = [name for name in header() if name not in ("boro", "Borough")]
    assert find_columns([*names, other], "x.csv").school["boro"] == other
    assert "the borough is read from the school's number" in find_columns(names, "x.csv").absent[0]


def test_what_can_be_done_without_is_named():
    dropped = ("start_time", "building_code", "grade9gefilledflag2", "eligibility1", "admissionspriority12")
    names = [name for name in header(2, 1) if name not in dropped]
    assert find_columns(names, "x.csv").absent == (
        "the file has no column building_code",
        "the file has no column start_time",
        "the file has no column eligibility for program 1",
        "the file has no column grade9gefilledflag for program 2",
        "the file has no column of priorities for program 2",
    )


def test_all_that_is_missing_is_named_at_once_with_what_was_looked_for():
    dropped = ("dbn", "school_name", "location", "Latitude", "seats9ge2", "method1", "grade9swdapplicants2")
    problems = faults([name for name in header() if name not in dropped])
    assert [problem.column for problem in problems] == [
        "dbn", "school_name", "latitude", "method1", "seats9ge2", "grade9swdapplicants2",
    ]  # fmt: skip
    assert "schoolname or name" in problems[1].mend
    assert all("Looked for" in problem.mend for problem in problems)


def test_a_place_in_the_address_is_enough_and_so_are_its_coordinates():
    find_columns([name for name in header() if name not in ("Latitude", "Longitude")], "x.csv")
    find_columns([name for name in header() if name != "location"], "x.csv")


def test_another_file_lacks_everything_a_program_needs():
    columns = {problem.column for problem in faults(["a", "b"])}
    assert {
        "dbn",
        "school_name",
        "program1",
        "code1",
        "method1",
        "seats9ge1",
        "grade9swdapplicants1",
    } < columns


def test_two_columns_for_one_thing_are_refused_with_both_names():
    (problem,) = faults([*header(), "Seats_9_GE_1"])
    assert problem.column == "seats9ge1"
    assert "Seats_9_GE_1" in problem.mend


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Seats 9 GE_10", "seats9ge10"),
        ("requirement1_10", "requirement1_10"),
        ("\ufeffdbn ", "dbn"),
        ("", ""),
    ],
)
def test_a_name_without_what_years_write_differently(name, folded):
    assert fold(name) == folded
