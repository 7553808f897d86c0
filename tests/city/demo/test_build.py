"""The demo city is the same every time, valid at every size, and believable."""

import json

import polars as pl
import pytest
import shapely

from citycompact.city import GRADES, inspect_city, package_digests, write_city
from citycompact.city.demo import build_demo_city


@pytest.fixture(scope="module")
def city():
    return build_demo_city()


def test_the_same_options_give_the_same_bytes(city):
    assert package_digests(city) == package_digests(build_demo_city())
    assert package_digests(city) != package_digests(build_demo_city(seed=1))


@pytest.mark.parametrize(("schools", "applicants"), [(6, 50), (9, 300), (25, 2_000), (200, 4_000)])
@pytest.mark.parametrize("seed", [0, 1, 7])
def test_every_size_is_a_valid_package_that_can_be_matched(tmp_path, schools, applicants, seed):
    from typer.testing import CliRunner

    from citycompact.cli import app
    from official_draws import SEED

    folder = tmp_path / "c"
    options = ["--schools", str(schools), "--applicants", str(applicants), "--seed", str(seed)]
    made = CliRunner().invoke(app, ["demo-city", str(folder), *options])
    assert made.exit_code == 0, made.output
    assert inspect_city(folder)[1] == []
    matched = CliRunner().invoke(
        app, ["match", str(folder), "--seed", SEED, "--out", str(tmp_path / "r"), "--no-charts"]
    )
    assert matched.exit_code == 0, matched.output


def test_the_default_city_is_what_it_is_said_to_be(city, tmp_path):
    write_city(city, tmp_path / "c")
    assert inspect_city(tmp_path / "c")[1] == []
    people = city.table("applicants")
    assert city.table("schools").height == 60
    assert 11_500 < people.height < 12_500
    assert city.sectors == ("district", "charter", "partnership")
    assert set(people["grade"]) == set(GRADES)
    families = people.group_by("family_id").len()
    assert 0.1 < (families["len"] > 1).mean() < 0.35
    for fact, low, high in (("low_income", 0.3, 0.7), ("english_learner", 0.04, 0.25), ("iep", 0.1, 0.2)):
        assert low < people[fact].mean() < high, fact


def test_tastes_are_correlated_with_distance_quality_and_sector(city):
    choices = city.table("choices").join(city.table("programs"), on="program_id")
    wanted = choices.filter(pl.col("rank") == 1).group_by("school_id").len()
    # Some schools are far more popular than others, which is what makes a lottery necessary.
    assert wanted["len"].max() > 4 * wanted["len"].median()


def test_zones_cover_the_city_without_overlap_and_hold_their_children(city):
    features = json.loads(city.zones)["features"]
    for level in ("elementary", "middle", "high"):
        shapes = {
            f["properties"]["zone"]: shapely.from_geojson(json.dumps(f["geometry"]))
            for f in features
            if f["properties"]["level"] == level
        }
        union = shapely.union_all(list(shapes.values()))
        assert abs(union.area - sum(shape.area for shape in shapes.values())) < 1e-3 * union.area
        assert all(shapely.is_ccw(shapely.get_exterior_ring(shape)) for shape in shapes.values()), "RFC 7946"
        people = city.table("applicants").filter(pl.col("zone").is_in(list(shapes))).head(200)
        for zone, latitude, longitude in people.select("zone", "latitude", "longitude").iter_rows():
            assert shapes[zone].distance(shapely.Point(longitude, latitude)) < 0.01


def test_a_false_address_is_near_a_wanted_school_and_of_those_whose_word_is_all_there_is():
    true, some = (build_demo_city(20, 3000, seed=4, false_addresses=share) for share in (0, 0.05))
    for name, frame in true.tables.items():
        assert name == "applicants" or frame.equals(some.table(name)), name
    before, after = true.table("applicants"), some.table("applicants")
    place = ["zone", "latitude", "longitude"]
    assert before.drop(place).equals(after.drop(place))
    moved = after.join(before, on=["applicant_id", *place], how="anti")
    ways = some.table("verifications").filter(fact="address").group_by("applicant_id").agg("how")
    assert 30 < moved.height < 150
    of_moved = ways.filter(pl.col("applicant_id").is_in(moved["applicant_id"].implode()))["how"].to_list()
    assert of_moved == [["self"]] * moved.height
    schools = some.table("schools").select("school_id", at=pl.struct(place))
    wanted = some.table("choices").filter(rank=1).join(some.table("programs"), on="program_id")
    first = wanted.join(schools, on="school_id").select("applicant_id", "at")
    checked = moved.select("applicant_id", lives=pl.struct(place)).join(first, on="applicant_id")
    assert (checked["lives"] == checked["at"]).all()
    assert checked.height == moved.height
