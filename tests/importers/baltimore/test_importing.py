"""From the published tables to a city that validates, matches and is checked: a small, and the real one."""

import json

import polars as pl
import pytest
from typer.testing import CliRunner

from citycompact.city import inspect_city
from citycompact.cli import app
from citycompact.facts import FactsError
from citycompact.importers.baltimore import import_city
from official_draws import SEED
from small_baltimore import ENROLLMENT, ZONES, tables, write

RUN = CliRunner()


@pytest.fixture(scope="module")
def published(shared):
    folder = shared / "data" / "baltimore"
    if not folder.is_dir():
        pytest.skip("the published tables of Baltimore are not there")
    return folder


@pytest.fixture(scope="module")
def real(published):
    return import_city(published)


def _import(source, out, *options):
    return RUN.invoke(app, ["import", "baltimore", str(source), str(out), *options])


def _bytes(folder):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_a_small_city_is_written_whole_and_validates(tmp_path, file_format):
    done = _import(write(tmp_path / "in"), tmp_path / "out", "--format", file_format)
    assert done.exit_code == 0, done.output
    assert "nobody of them exists" in done.output
    assert inspect_city(tmp_path / "out")[1] == []
    checked = RUN.invoke(app, ["validate", str(tmp_path / "out")])
    assert checked.exit_code == 0, checked.output
    assert {"rulebook.toml", "import-report.md", "zones.geojson", f"buildings.{file_format}"} <= set(
        _bytes(tmp_path / "out")
    )


def test_it_is_matched_and_the_match_is_checked(tmp_path):
    _import(write(tmp_path / "in"), tmp_path / "city")
    _matched_and_checked(tmp_path / "city", tmp_path / "round")


def _matched_and_checked(city, out):
    done = RUN.invoke(app, ["match", str(city), "--seed", SEED, "--unsigned", "--out", str(out)])
    assert done.exit_code == 0, done.output
    checked = RUN.invoke(app, ["check", str(city), str(out), "--seed", SEED, "--unsigned"])
    assert checked.exit_code == 0, checked.output
    assert "guarantees_kept: holds" in checked.output


def test_the_same_tables_and_seed_give_the_same_bytes(tmp_path):
    write(tmp_path / "in")
    for out, seed in (("a", "5"), ("b", "5"), ("c", "6")):
        assert _import(tmp_path / "in", tmp_path / out, "--seed", seed).exit_code == 0
    assert _bytes(tmp_path / "a") == _bytes(tmp_path / "b")
    assert _bytes(tmp_path / "a")["choices.csv"] != _bytes(tmp_path / "c")["choices.csv"]


def test_what_is_wrong_is_all_said_and_nothing_is_written(tmp_path):
    rows = tables()
    rows[ENROLLMENT][0] = (2021, 4, "Steuart Hill", "K", "many")
    write(tmp_path / "in", rows)
    (tmp_path / "in" / ZONES).unlink()
    done = _import(tmp_path / "in", tmp_path / "out")
    assert done.exit_code == 1
    assert "is not a count" in done.output
    assert f"{ZONES}" in done.output
    assert not (tmp_path / "out").exists()


def test_what_stands_in_the_way_is_never_written_over(tmp_path):
    write(tmp_path / "in")
    for out in (tmp_path / "in", tmp_path / "file"):
        (tmp_path / "file").write_text("mine")
        before = _bytes(tmp_path / "in")
        done = _import(tmp_path / "in", out)
        assert done.exit_code == 1
        assert "already holds something" in done.output
        assert _bytes(tmp_path / "in") == before
        assert (tmp_path / "file").read_text() == "mine"
    (tmp_path / "empty").mkdir()
    assert _import(tmp_path / "in", tmp_path / "empty").exit_code == 0


def test_tables_in_which_nobody_chooses_are_refused(tmp_path):
    rows = tables()
    rows[ENROLLMENT] = [row for row in rows[ENROLLMENT] if row[1] == 301]
    with pytest.raises(FactsError, match="counts no such grade in 2022"):
        import_city(write(tmp_path, rows))


def test_children_of_schools_at_which_they_are_placed_do_not_apply(tmp_path):
    city = import_city(write(tmp_path)).city
    assert "301" in city.table("schools")["school_id"].to_list()
    assert "301" not in city.table("programs")["school_id"].to_list()
    assert "301" not in city.table("applicants")["current_school_id"].to_list()


def test_a_zip_file_is_read_as_its_folder_is(tmp_path):
    import shutil

    write(tmp_path / "in")
    shutil.make_archive(str(tmp_path / "in"), "zip", tmp_path / "in")
    assert import_city(tmp_path / "in.zip").report == import_city(tmp_path / "in").report


def test_every_row_of_the_real_tables_is_used_or_left_out_with_a_reason(real):
    rows = real.ledger.rows
    assert {name: (r.read, r.used.total(), r.left_out.total()) for name, r in rows.items()} == {
        "enrollment_by_grade_2003_2022.csv": (29_094, 25_303, 3_791),
        "buildings_2021_22.csv": (173, 173, 0),
        "school_directory_2019.csv": (167, 154, 13),
        "demographics_2021_22.csv": (2_153, 156, 1_997),
        "elementary_zones_2018_19.geojson": (100, 100, 0),
    }
    assert all(r.reconciled for r in rows.values())


def test_the_real_schools_are_in_the_sector_of_their_management_type(real):
    schools = real.city.table("schools").join(real.city.table("operators"), on="operator_id")
    assert dict(schools.group_by("sector").len().iter_rows()) == {
        "district": 120,
        "charter": 32,
        "partnership": 4,
    }
    assert not schools["name"].str.contains(r"[\r\n]").any()
    assert schools["latitude"].null_count() == schools.height


def test_the_real_enrollment_is_the_citys_own_total(real):
    enrolled = real.city.tables["enrollment_by_grade"].filter(year=2022)
    assert enrolled.filter(grade="K")["pupils"].sum() == 5_579
    assert enrolled["pupils"].null_count() == 34
    assert (
        "all grades: 28,764, 17,278, 22,420, 77,807; the schools together 77,807, which is one" in real.report
    )


def test_capacities_that_were_carried_down_in_the_real_table_are_not_taken_over(real):
    buildings = real.city.tables["buildings"]
    assert (buildings.height, buildings["capacity"].count()) == (163, 124)
    of_402 = buildings.filter(building_id="402").row(0, named=True)
    assert (of_402["capacity"], of_402["published_capacity"], of_402["published_pupils"]) == (None, 253, 1048)
    assert (
        "capacity 253 with 1,048 pupils would be a utilization of 4.14, and 0.9 is published" in real.report
    )
    # No building that the district does not own has a figure of its own, but Wolfe Street's.
    others = buildings.filter(~pl.col("district_owned"))
    assert others["building_id"].filter(others["capacity"].is_not_null()).to_list() == ["23"]


def test_the_real_zones_have_their_schools_or_are_named_without_one(real):
    zones = {f["properties"]["zone"] for f in json.loads(real.city.zones)["features"]}
    of_schools = set(real.city.table("schools")["zone"].drop_nulls())
    assert (len(zones), len(of_schools)) == (100, 93)
    assert of_schools < zones
    assert len(real.ledger.findings["Zones without a school"]) == 7
    assert "Zones joined by number whose name is not the school's" not in real.ledger.findings


def test_the_real_city_is_written_matched_and_checked(published, tmp_path):
    done = _import(published, tmp_path / "city", "--format", "parquet")
    assert done.exit_code == 0, done.output
    assert inspect_city(tmp_path / "city")[1] == []
    _matched_and_checked(tmp_path / "city", tmp_path / "round")
