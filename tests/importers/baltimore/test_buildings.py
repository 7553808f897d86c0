"""A capacity is taken over only where the row bears it out; every building and program is kept."""

import pytest

from citycompact.importers.baltimore.buildings import building_of, read_buildings
from citycompact.importers.baltimore.ledger import Ledger
from citycompact.importers.baltimore.reading import read_sources
from small_baltimore import BUILDINGS, building, tables, write

DOUBT = "Capacities that are not taken over"


def _read(folder, *rows):
    given = tables()
    given[BUILDINGS] = list(rows) or given[BUILDINGS]
    ledger = Ledger()
    sources = read_sources(write(folder, given), ledger)
    buildings, inside = read_buildings(sources.buildings, ledger)
    return dict(buildings.select("building_id", "capacity").iter_rows()), buildings, inside, ledger


def test_building_402_with_more_pupils_than_its_capacity_can_be_is_reported_and_has_none(tmp_path):
    capacity, buildings, _, ledger = _read(tmp_path)
    assert capacity["402"] is None
    published = buildings.filter(building_id="402")
    assert (published["published_capacity"][0], published["published_pupils"][0]) == (40, 172)
    (said,) = [line for line in ledger.findings[DOUBT] if "building 402" in line]
    assert "row 6" in said
    assert "capacity 40 with 172 pupils would be a utilization of 4.30, and 0.9 is published" in said


def test_a_building_with_the_figures_of_the_row_above_has_no_capacity(tmp_path):
    capacity, _, _, ledger = _read(tmp_path)
    assert capacity == {"4": 200, "300": None, "8": 150, "57": None, "402": None}
    assert any("are those of the row above (City Springs EM)" in line for line in ledger.findings[DOUBT])
    assert any(
        "200 is the capacity of the row above (Steuart Hill E)" in line for line in ledger.findings[DOUBT]
    )


def test_two_neighbours_may_have_one_capacity_where_their_own_pupils_bear_it_out(tmp_path):
    one = building(1, "One", 1, "One", "Traditional", (491, 348, 0.71), 348)
    two = building(2, "Two", 2, "Two", "Traditional", (491, 447, 0.91), 447)
    assert _read(tmp_path, one, two)[0] == {"1": 491, "2": 491}


@pytest.mark.parametrize("figures", [("", 90, 0.9), (100, "*", 0.9), (100, 90, ""), (0, 90, 0.9)])
def test_a_capacity_that_nothing_bears_out_is_not_taken(tmp_path, figures):
    capacity, _, _, ledger = _read(tmp_path, building(1, "One", 1, "One", "Traditional", figures, 90))
    assert capacity == {"1": None}
    assert len(ledger.findings[DOUBT]) == 1


def test_programs_that_share_a_building_all_stand_in_it(tmp_path):
    _, _, inside, ledger = _read(tmp_path)
    assert inside.filter(building_id="402")["school_id"].to_list() == ["400", "301", "303"]
    assert ledger.of(BUILDINGS).reconciled


def test_pupils_that_do_not_add_up_and_rows_that_differ_are_named(tmp_path):
    one = building(1, "One", 1, "One", "Traditional", (100, 90, 0.9), 50)
    other = building(1, "One", 2, "Two", "Traditional", (120, 90, 0.9), 30)
    _, _, _, ledger = _read(tmp_path, one, other)
    assert "90 pupils, programs together 80" in str(ledger.findings)
    assert "row 3: src is “120”, and “100” in row 2, which is used" in str(ledger.findings)


def test_an_owner_said_in_another_way_is_named_and_left_empty(tmp_path):
    _, buildings, _, ledger = _read(
        tmp_path, building(1, "One", 1, "One", "Traditional", (100, 90, 0.9), 90, owned="perhaps")
    )
    assert buildings["district_owned"].to_list() == [None]
    assert "row 2: bcpss_owned is “perhaps”" in str(ledger.findings)


def test_a_school_is_in_the_building_of_its_number_else_not_in_a_swing_space():
    def rows(*places):
        return [{"bldg_number": number, "bldg_name": name, "number": "5"} for number, name in places]

    assert building_of(rows(("9", "Other"), ("5", "Own (SWING)"))) == "5"
    assert building_of(rows(("9", "Canton (Swing)"), ("7", "Second"))) == "7"
    assert building_of(rows(("9", "Canton (SWING)"), ("7", "Dunbar (SWING)"))) == "9"
