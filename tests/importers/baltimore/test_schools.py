"""Schools of the newest year, joined by number over tables that know each of them by another name."""

import pytest

from citycompact.facts import FactsError
from citycompact.importers.baltimore.ledger import Ledger
from citycompact.importers.baltimore.reading import read_sources
from citycompact.importers.baltimore.schools import read_schools, same_name
from small_baltimore import BUILDINGS, DEMOGRAPHICS, DIRECTORY, ENROLLMENT, tables, write, zone


def _read(folder, rows=None, features=None):
    ledger = Ledger()
    schools = read_schools(read_sources(write(folder, rows, features), ledger), ledger)
    return {school.number: school for school in schools}, ledger


def test_schools_have_their_newest_name_their_operator_and_their_building(tmp_path):
    schools, ledger = _read(tmp_path)
    assert list(schools) == ["4", "8", "300", "301", "400"]
    assert schools["4"].name == "Steuart Hill Academy"
    assert {number: school.management.sector for number, school in schools.items()} == {
        "4": "district",
        "8": "charter",
        "300": "charter",
        "301": "district",
        "400": "partnership",
    }
    assert schools["8"].management.operator_id == "charter-conversion"
    assert [schools[n].building for n in ("8", "400", "301")] == ["8", "402", "402"]
    assert "school 4, now “Steuart Hill Academy”: “Steuart Hill Elementary”" in str(ledger.findings)


def test_the_address_is_that_of_the_building_and_another_one_is_named(tmp_path):
    schools, ledger = _read(tmp_path)
    assert schools["8"].address == "8 Ash Street 21201"
    assert ledger.findings["Addresses that differ"] == [
        "school 8: “12 Elm St” in the directory, “8 Ash Street 21201” of its building, which is used"
    ]


def test_a_school_in_no_building_keeps_the_directorys_address_and_the_operator_of_the_demographics(tmp_path):
    rows = tables()
    rows[BUILDINGS] = [row for row in rows[BUILDINGS] if row[3] != 4]
    schools, ledger = _read(tmp_path, rows)
    assert (schools["4"].address, schools["4"].building) == ("4 Ash St", None)
    assert schools["4"].management.operator_id == "traditional"
    assert "school 4 (Steuart Hill Academy): in no building" in str(ledger.findings)


def test_a_school_of_which_nobody_says_who_runs_it_is_refused_by_name(tmp_path):
    rows = tables()
    rows[ENROLLMENT].append((2022, 500, "Stray School", "K", 20))
    rows[ENROLLMENT].append((2022, 501, "Other Stray", "K", 20))
    with pytest.raises(FactsError) as refused:
        _read(tmp_path, rows)
    assert [problem.value for problem in refused.value.problems] == ["500", "501"]
    assert "Stray School has pupils in 2022, and no table says who runs it." in str(refused.value)


def test_tables_that_put_a_school_into_two_sectors_are_named(tmp_path):
    rows = tables()
    rows[DEMOGRAPHICS][1] = (4, "Steuart Hill Academy", "Contract", "E", "", "All Grades", 111, 0.05)
    schools, ledger = _read(tmp_path, rows)
    assert schools["4"].management.sector == "district"
    assert "school 4: “Traditional” (row 2) and “Contract” (row 3)" in str(ledger.findings)


def test_schools_in_one_table_and_not_in_another_are_named_and_directory_rows_reconciled(tmp_path):
    _, ledger = _read(tmp_path)
    said = "\n".join(ledger.findings["Schools in one table and not in another"])
    assert (
        "school 73 (Sarah Roach): in the directory of 2019, without pupils in the newest year; left out"
        in said
    )
    assert "program 303 (Home + Hospital): in building 402, without pupils" in said
    assert "school 300 (Harbor Charter): not in the directory of 2019" in said
    assert ledger.of(DIRECTORY).reconciled
    assert ledger.of(DIRECTORY).left_out.total() == 1


def test_a_school_that_only_the_demographics_or_earlier_years_know_is_named(tmp_path):
    rows = tables()
    rows[DEMOGRAPHICS].append((900, "Phantom", "Charter", "E", "", "All Grades", 50, 0.5))
    schools, ledger = _read(tmp_path, rows)
    assert "900" not in schools
    said = "\n".join(ledger.findings["Schools in one table and not in another"])
    assert "school 900 (Phantom): in the demographics, without pupils" in said
    assert "1 schools have pupils in earlier years alone" in said


def test_a_school_in_several_buildings_is_named_with_all_of_them(tmp_path):
    _, ledger = _read(tmp_path)
    assert "8 (City Springs EM), 57 (Lombard (SWING)); building_id is 8" in str(ledger.findings)


def test_a_zone_goes_to_the_school_of_its_number_and_a_name_that_is_not_the_schools_is_said(tmp_path):
    schools, ledger = _read(tmp_path)
    assert (schools["4"].zone, schools["8"].zone, schools["300"].zone) == (
        "Steuart Hill E zone",
        "Harbor EM zone",
        None,
    )
    assert ledger.findings["Zones joined by number whose name is not the school's"] == [
        "Harbor EM zone: school 8, City Springs"
    ]
    assert ledger.findings["Zones without a school"] == [
        "Zone 73: school 73 has no pupils in 2022 (Sarah Roach Elementary, last counted in 2021)"
    ]
    assert ledger.findings["Zones without a name"] == ["the zone of number 73 is called Zone 73"]


def test_a_zones_other_numbers_that_differ_are_said(tmp_path):
    feature = zone(4, "Steuart Hill E zone", -76.65)
    feature["properties"]["Zone_Numbe"] = "157.0"
    _, ledger = _read(tmp_path, features=[feature])
    assert ledger.findings["Numbers of a zone that differ"] == [
        "Steuart Hill E zone: Prog_No is 4, which is used, and Zone_Numbe is 157.0"
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("D. I. Height E zone", "D.I. Height E", True),
        ("Highlandtown EM #215 zone", "Highlandtown Elementary/Middle #215", True),
        ("Highlandtown EM #215 zone", "Highlandtown Elementary/Middle #237", False),
        ("Wolfe Street Academy E zone", "Wolfe Street Academy", True),
        ("Brehms Lane E zone", "The Belair-Edison School", False),
    ],
)
def test_names_are_one_but_for_the_kind_of_school(one, other, same):
    assert same_name(one, other) is same
