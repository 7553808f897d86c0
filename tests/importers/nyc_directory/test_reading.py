"""The directory's file, row by row: what is taken over, what is left out and said to be, what is refused."""

import csv
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citycompact.facts import FactsError
from citycompact.importers.nyc_directory.reading import Pool, clock, read_directory

GOOD = {
    "dbn": "02M047",
    "school_name": "Ash High School",
    "boro": "M",
    "building_code": "M047",
    "Latitude": "40.7",
    "Longitude": "-73.9",
    "location": "1 Ash St (40.7, -73.9)",
    "start_time": "8am",
    "end_time": "3:05pm",
    "primary_address_line_1": "1 Ash Street",
    "program1": "Arts",
    "code1": "M47A",
    "method1": "Screened",
    "seats9ge1": "60",
    "seats9swd1": "12",
    "grade9geapplicants1": "600",
    "grade9swdapplicants1": "90",
    "grade9gefilledflag1": "Y",
    "grade9swdfilledflag1": "N",
    "admissionspriority11": "Priority to Manhattan students or residents",
    "admissionspriority21": "Then to New York City residents",
    "eligibility1": "",
}


def columns():
    found = dict.fromkeys(GOOD)
    for slot in range(1, 4):
        for name in ("program", "code", "method", "seats9ge", "seats9swd", "grade9geapplicants"):
            found[f"{name}{slot}"] = None
        for name in ("grade9swdapplicants", "grade9gefilledflag", "grade9swdfilledflag", "eligibility"):
            found[f"{name}{slot}"] = None
        found |= {f"admissionspriority{n}{slot}": None for n in range(1, 4)}
    return list(found)


@pytest.fixture
def read(tmp_path):
    def read_rows(*rows, encoding="utf-8"):
        path = tmp_path / "2019_directory.csv"
        with path.open("w", newline="", encoding=encoding) as file:
            writer = csv.DictWriter(file, columns(), restval="")
            writer.writeheader()
            writer.writerows({**GOOD, **row} for row in rows)
        return read_directory(path)

    return read_rows


def problem(read, **row):
    with pytest.raises(FactsError) as caught:
        read({}, row)
    (found,) = caught.value.problems
    assert found.mend
    return found.row, found.column, found.value


def test_a_row_is_a_school_with_its_program_and_two_pools_of_seats(read):
    directory = read({})
    (school,) = directory.schools
    assert (school.dbn, school.borough, school.district) == ("02M047", "Manhattan", "2")
    assert (school.start_time, school.end_time) == ("08:00", "15:05")
    (program,) = school.programs
    assert (program.program_id, program.method) == ("02M047-M47A", "Screened")
    assert program.general == Pool(60, 600, True)
    assert program.disabilities == Pool(12, 90, False)
    assert program.priorities == (GOOD["admissionspriority11"], GOOD["admissionspriority21"])
    assert directory.left_out == ()


def test_a_file_with_a_byte_order_mark_is_read_alike(read):
    assert read({}, encoding="utf-8-sig") == read({})


def test_a_filled_flag_that_was_not_published_is_not_made_up(read):
    (school,) = read({"grade9gefilledflag1": "", "grade9swdfilledflag1": "?"}).schools
    assert (school.programs[0].general.filled, school.programs[0].disabilities.filled) == (None, None)


def test_a_place_that_was_cut_wrongly_is_taken_from_the_address_and_said_so(read):
    directory = read({"Latitude": "40.7, -73", "location": "1 Ash St\n(40.71, -73.92)"})
    assert (directory.schools[0].latitude, directory.schools[0].longitude) == (40.71, -73.92)
    assert "the place is taken from the address column" in directory.left_out[0]


def test_a_program_without_seats_is_left_out_with_the_directorys_own_reason(read):
    more = {"program2": "Dance", "code2": "M47B", "seats9ge2": "N/A - not offered this year"}
    none = {"program3": "Music", "code3": "M47C", "seats9ge3": ""}
    directory = read(more | none)
    assert [program.name for program in directory.schools[0].programs] == ["Arts"]
    assert [text.split(": ", 1)[1] for text in directory.left_out] == [
        "“Dance” publishes no seats for this round (not offered this year)",
        "“Music” publishes no seats for this round (no number of seats)",
    ]


def test_a_count_that_does_not_apply_is_none_and_said_so(read):
    directory = read({"grade9geapplicants1": "N/A", "seats9swd1": "n/a - new"})
    (program,) = directory.schools[0].programs
    assert (program.general, program.disabilities) == (Pool(60, 0, True), Pool(0, 90, False))
    assert directory.left_out == (
        "02M047: grade9geapplicants1 is “N/A”, taken as 0",
        "02M047: seats9swd1 is “n/a - new”, taken as 0",
    )


def test_programs_without_a_code_are_told_apart_by_their_place(read):
    second = {"program2": "B", "code2": "NO CODE", "seats9ge2": "5", "seats9swd2": "1"}
    second |= {"grade9geapplicants2": "9", "grade9swdapplicants2": "1"}
    (school,) = read({"code1": "NO CODE", **second}).schools
    assert [program.program_id for program in school.programs] == ["02M047-1", "02M047-2"]


def test_a_bell_that_is_no_time_is_left_out_and_said_so(read):
    directory = read({"start_time": "by appointment", "end_time": ""})
    assert (directory.schools[0].start_time, directory.schools[0].end_time) == (None, None)
    assert directory.left_out == ("02M047: start_time is not a time of day: “by appointment”",)


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        ({"boro": "Z"}, "boro", "Z"),
        ({"Latitude": "", "location": "1 Ash St"}, "location", "1 Ash St"),
        ({"seats9ge1": "many"}, "seats9ge1", "many"),
        ({"seats9swd1": "-3"}, "seats9swd1", "-3"),
        ({"grade9geapplicants1": "6.5"}, "grade9geapplicants1", "6.5"),
        ({"grade9swdapplicants1": ""}, "grade9swdapplicants1", ""),
    ],
)
def test_a_fault_is_named_with_its_row_and_column(read, row, column, value):
    assert problem(read, **row) == (3, column, value)


def test_all_faults_come_at_once(read):
    with pytest.raises(FactsError) as caught:
        read({"boro": "Z"}, {"seats9ge1": "x", "grade9geapplicants1": "y"})
    assert [p.row for p in caught.value.problems] == [2, 3, 3]


def test_an_unknown_year_comes_with_the_other_faults(tmp_path, read):
    read({"seats9ge1": "60"}, {"seats9ge1": "61"})
    text = (tmp_path / "2019_directory.csv").read_text()
    (tmp_path / "x.csv").write_text(text.replace("61", "many"))
    with pytest.raises(FactsError) as caught:
        read_directory(tmp_path / "x.csv")
    assert [(p.row, p.column) for p in caught.value.problems] == [(None, None), (3, "seats9ge1")]
    (tmp_path / "x.csv").write_text(text.replace("dbn", "number"))
    with pytest.raises(FactsError) as caught:
        read_directory(tmp_path / "x.csv")
    assert [p.column for p in caught.value.problems] == ["dbn", None]


@pytest.mark.parametrize(
    ("boro", "dbn", "borough"),
    [
        ("", "02M047", "Manhattan"),
        ("STATEN IS", "31R047", "Staten Island"),
        ("Bronx    ", "10X047", "Bronx"),
        ("q", "24Q047", "Queens"),
    ],
)
def test_a_borough_is_a_letter_or_a_name_and_else_stands_in_the_schools_number(read, boro, dbn, borough):
    assert read({"boro": boro, "dbn": dbn}).schools[0].borough == borough


@pytest.mark.parametrize("dbn", ["", "M047", "XXM047"])
def test_a_school_whose_number_names_no_district_is_refused(read, dbn):
    assert problem(read, dbn=dbn) == (3, "dbn", dbn)


def test_a_row_that_breaks_off_is_refused_where_it_breaks(tmp_path, read):
    read({})
    path = tmp_path / "2019_directory.csv"
    lines = path.read_text().splitlines()
    path.write_text(lines[0] + "\n" + ",".join(lines[1].split(",")[:3]) + "\n")
    with pytest.raises(FactsError, match="has no coordinates"):
        read_directory(path)


def test_what_is_not_there_or_no_text_or_another_file_is_refused(tmp_path):
    with pytest.raises(FactsError, match="cannot be read"):
        read_directory(tmp_path / "nothing.csv")
    (tmp_path / "x.csv").write_bytes(b"dbn\n\xff\xfe\n")
    with pytest.raises(FactsError, match="is not UTF-8 text at byte 4"):
        read_directory(tmp_path / "x.csv")
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(FactsError, match="has no column dbn"):
        read_directory(tmp_path / "x.csv")
    (tmp_path / "x.csv").write_text("")
    with pytest.raises(FactsError, match="has no column dbn"):
        read_directory(tmp_path / "x.csv")


@pytest.mark.parametrize(
    ("text", "afternoon", "time"),
    [
        ("8am", False, "08:00"),
        ("\xa08am", False, "08:00"),
        ("8:20pm", False, "08:20"),
        ("2:44am", True, "14:44"),
        ("8:35m", False, "08:35"),
        ("3:05pm College classes can extend to 5pm", True, "15:05"),
        ("", False, None),
        ("The LTW program assists students", False, None),
        ("12:15pm", True, "12:15"),
        ("9:75am", False, None),
    ],
)
def test_bell_times(text, afternoon, time):
    assert clock(text, afternoon=afternoon) == time


def a_school(dbn, programs, seats):
    """A row as the directory of 2018 has it, with so many programs of which each differs from the others."""
    row = {name: text for name, text in GOOD.items() if not name[-1].isdigit()} | {"dbn": dbn, "boro": dbn[2]}
    row["primary_address_line_1"] = "1 Ash Street"
    for n in range(1, programs + 1):
        row |= {f"program{n}": f"Program {n}", f"code{n}": f"C{n}", f"method{n}": "Screened"}
        row |= {f"seats9ge{n}": str(seats + n), f"seats9swd{n}": str(n), f"eligibility{n}": f"Those of {n}"}
        row |= {f"grade9geapplicants{n}": str(900 + n), f"grade9swdapplicants{n}": str(90 + n)}
        row |= {f"grade9gefilledflag{n}": "YN"[n % 2], f"grade9swdfilledflag{n}": "NY"[n % 2]}
        row |= {f"admissionspriority{rank}{n}": f"Priority {rank} of {n}" for rank in range(1, 4)}
    return row


def as_written(rows, names, order):
    """Read a file of these rows, each column under its new name; one without a name is left out."""
    kept = [name for name in order if names.get(name, name)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "2019_directory.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow([names.get(name, name) for name in kept])
            writer.writerows([row.get(name, "") for name in kept] for row in rows)
        return read_directory(path).schools


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 15),
    st.integers(0, 15),
    st.sampled_from([str.upper, str.title, str.lower]),
    st.sampled_from(["", "_", "1_"]),
    st.sampled_from(["boro", "borocode", "Borough", ""]),
    st.booleans(),
    st.randoms(),
)
def test_a_directory_written_as_any_year_does_is_the_same_schools(
    programs, empty, case, shift, borough, apart, random
):
    rows = [a_school("02M047", programs, 50), a_school("31R080", max(1, programs - 3), 20)]
    order = list(a_school("02M047", max(programs, empty), 0))
    expected = as_written(rows, {}, order)
    assert [len(school.programs) for school in expected] == [programs, max(1, programs - 3)]
    assert expected[0].programs[-1].priorities == tuple(f"Priority {r} of {programs}" for r in (1, 2, 3))
    names = {}
    for name in order:
        stem = name.rstrip("0123456789")
        if stem == "admissionspriority" and apart:
            names[name] = case(f"{stem}{name[len(stem)]}_{name[len(stem) + 1 :]}")
        elif stem in ("program", "code", "method", "eligibility"):
            names[name] = case(f"{stem}{shift}{name[len(stem) :]}")
        else:
            names[name] = case(name)
    names["boro"] = case(borough)
    random.shuffle(order)
    assert as_written(rows, names, order) == expected
