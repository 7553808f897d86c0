"""Every fault of every file is named at once, with its row."""

import re

import pytest

from citycompact.facts import FactsError
from citycompact.importers.baltimore.ledger import Ledger
from citycompact.importers.baltimore.reading import read_sources
from small_baltimore import (
    BUILDINGS,
    DEMOGRAPHICS,
    DIRECTORY,
    ENROLLMENT,
    HEADERS,
    ZONES,
    building,
    tables,
    write,
)


def _faults(folder):
    with pytest.raises(FactsError) as refused:
        read_sources(folder, Ledger())
    return [str(problem) for problem in refused.value.problems]


def test_names_are_on_one_line_and_the_broken_ones_are_counted(tmp_path):
    ledger = Ledger()
    sources = read_sources(write(tmp_path), ledger)
    assert [row["program_name"] for row in sources.buildings][1] == "Harbor EM"
    assert sources.buildings[4]["bldg_name"] == "Northern Building"
    assert (
        f"{BUILDINGS}, column program_name: in 1 of 7 rows; put on one line"
        in ledger.findings["Line breaks inside a cell"]
    )


def test_pre_kindergarten_totals_and_withheld_counts_are_told_apart(tmp_path):
    rows = tables()
    rows[ENROLLMENT] += [
        (2022, 4, "Steuart Hill Academy", "2", "*"),
        (2022, 4, "Steuart Hill Academy", "3", "<10"),
    ]
    frame = read_sources(write(tmp_path, rows), Ledger()).enrollment
    of_4 = {
        g: n
        for y, s, g, n in frame.select("year", "number", "grade", "count").iter_rows()
        if (y, s) == (2022, "4")
    }
    assert of_4 == {"PK4": 20, "K": 30, "1": 28, "5": 33, None: 111, "2": None, "3": None}


def test_the_newest_year_is_the_one_that_counts(tmp_path):
    rows = tables()
    rows[ENROLLMENT].append((2023, 4, "Steuart Hill Academy", "K", 31))
    assert read_sources(write(tmp_path, rows), Ledger()).year == 2023


def test_numbers_that_a_spreadsheet_made_decimal_are_the_same_schools(tmp_path):
    rows = tables()
    rows[DIRECTORY] = [(2019, "4.0", "Steuart Hill", "E", "4 Ash St", "Baltimore", "MD", "21201", "24")]
    assert read_sources(write(tmp_path, rows), Ledger()).directory[0]["number"] == "4"


def test_tables_that_nothing_takes_yet_are_named(tmp_path):
    write(tmp_path)
    (tmp_path / "parent_survey_2018_19.csv").write_text("a\n1\n")
    ledger = Ledger()
    read_sources(tmp_path, ledger)
    assert ledger.findings["Files that are not read"] == [
        "parent_survey_2018_19.csv: no table of the package takes it yet"
    ]


@pytest.mark.parametrize("name", [ENROLLMENT, BUILDINGS, DIRECTORY, DEMOGRAPHICS, ZONES])
def test_an_absent_file_is_named(tmp_path, name):
    write(tmp_path)
    (tmp_path / name).unlink()
    assert [fault.split(":")[0] for fault in _faults(tmp_path)] == [name]


@pytest.mark.parametrize("name", [ENROLLMENT, BUILDINGS, DIRECTORY, DEMOGRAPHICS, ZONES])
def test_a_file_in_other_letters_is_told_its_name(tmp_path, name):
    write(tmp_path)
    (tmp_path / name).rename(tmp_path / name.title())
    (fault,) = _faults(tmp_path)
    assert f"Name it {name}" in fault


@pytest.mark.parametrize("name", [ENROLLMENT, BUILDINGS, DIRECTORY, DEMOGRAPHICS])
def test_other_bytes_separators_and_empty_files_are_refused(tmp_path, name):
    for content, said in (
        (HEADERS[name].encode() + b"\nCaf\xe9" + b"," * HEADERS[name].count(",") + b"\n", "not UTF-8"),
        (HEADERS[name].replace(",", ";").encode(), "semicolons"),
        (b"", "is empty"),
    ):
        write(tmp_path)
        (tmp_path / name).write_bytes(content)
        assert any(said in fault and fault.startswith(name) for fault in _faults(tmp_path)), said


def test_absent_columns_of_all_files_are_named_together(tmp_path):
    write(tmp_path)
    for name, column in ((ENROLLMENT, "grade"), (BUILDINGS, "src"), (DIRECTORY, "nces_number")):
        text = (tmp_path / name).read_bytes().decode()
        (tmp_path / name).write_bytes(re.sub(rf"\b{column}\b", "other", text, count=1).encode())
    faults = _faults(tmp_path)
    for column, fault in zip(("grade", "src", "nces_number"), faults, strict=True):
        assert f"has no column {column}." in fault
        assert "other" in fault


def test_faults_of_cells_are_named_with_their_rows_all_at_once(tmp_path):
    rows = tables()
    rows[ENROLLMENT][0] = (2021, "four", "Steuart Hill", "K", 30)
    rows[ENROLLMENT][1] = (2021, 73, "Sarah Roach", "13", "many")
    rows[BUILDINGS].append(building(9, "Any", 9, "Any", "Conservatory", (10, 5, 0.5), 5))
    rows[BUILDINGS].append(
        building(4, "Steuart Hill E", 4, "Steuart Hill E", "Traditional", (200, 111, 0.56), 111)
    )
    rows[DIRECTORY].append(rows[DIRECTORY][0])
    rows[DEMOGRAPHICS][1] = (*rows[DEMOGRAPHICS][1][:6], "-1", 0.5)
    faults = "\n".join(_faults(write(tmp_path, rows)))
    for said in (
        f"{ENROLLMENT}, row 2, column school_number, value 'four': is no number of a school.",
        f"{ENROLLMENT}, row 3, column grade, value '13': is not a grade.",
        f"{ENROLLMENT}, row 3, column enrolled_count, value 'many': is not a count.",
        f"{BUILDINGS}, row 9, column management_type, value 'Conservatory': is not a management type",
        f"{BUILDINGS}, row 10, column program_number, value '4, 4': stands in row 2 already.",
        f"{DIRECTORY}, row 7, column school_number, value '4': stands in row 2 already.",
        f"{DEMOGRAPHICS}, row 3, column total_enrollment, value '-1': is not a count.",
    ):
        assert said in faults


def test_a_grade_that_a_school_has_twice_in_a_year_is_refused_and_the_citys_totals_are_not(tmp_path):
    rows = tables()
    rows[ENROLLMENT] += [(2022, 0, "All", "", 400), (2022, 4, "Steuart Hill Academy", "K", 31)]
    (fault,) = _faults(write(tmp_path, rows))
    assert "counts this grade of the school a second time in 2022" in fault


def test_tables_without_rows_are_refused(tmp_path):
    rows = tables()
    rows[ENROLLMENT] = []
    assert any("has no rows of schools" in fault for fault in _faults(write(tmp_path, rows)))
