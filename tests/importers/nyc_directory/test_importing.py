"""The real directory, read where it lies; applicants are synthetic, demand is the published one."""

import polars as pl
import pytest

from citycompact.city import inspect_city, write_city
from citycompact.facts import FactsError
from citycompact.importers.nyc_directory import import_directory


@pytest.fixture(scope="module")
def imported(shared):
    return import_directory(shared / "data" / "nyc-high-schools-2018" / "directory.csv")


def test_schools_programs_and_seats_are_those_of_the_directory(imported):
    programs = imported.city.table("programs")
    general = programs.filter(pl.col("open_to") == "general_education")
    assert imported.city.table("schools").height == 435
    assert general.height == 710
    assert general["seats"].sum() == 52_197
    assert general["published_applicants"].sum() == 477_811
    assert programs.filter(pl.col("open_to") == "iep")["seats"].sum() == 11_165


def test_every_school_has_a_place_in_the_city_and_bell_times_are_times(imported):
    schools = imported.city.table("schools")
    assert schools["latitude"].is_between(40.4, 41.0).all()
    assert schools["longitude"].is_between(-74.3, -73.6).all()
    starts = schools["start_time"].drop_nulls()
    assert len(starts) > 420
    assert starts.str.contains(r"^0[79]:\d\d$|^08:\d\d$").all()
    assert schools["end_time"].drop_nulls().str.contains(r"^1[3-7]:\d\d$").all()


def test_expected_applications_are_the_published_ones(imported):
    programs = imported.city.table("programs")
    for program, published in programs.select("program_id", "published_applicants").iter_rows():
        assert abs(imported.expected[program] - published) < 0.01, program


def test_drawn_applications_are_close_to_the_published_ones(imported):
    drawn = imported.city.table("choices").group_by("program_id").len("drawn")
    both = (
        imported.city.table("programs")
        .join(drawn, on="program_id", how="left")
        .with_columns(pl.col("drawn").fill_null(0))
    )
    error = (both["drawn"] - both["published_applicants"]) / both["published_applicants"].clip(1).sqrt()
    # Systematic draws scatter no more than independent ones would.
    assert error.std() < 1.1
    assert abs(both["drawn"].sum() - both["published_applicants"].sum()) < 500


def test_all_98_priority_texts_are_read_or_listed_as_unread(imported):
    assert "98 distinct priority texts: 93 read, 5 not read (9 occurrences)" in imported.report
    assert "“Priority to Bronx students or residents who” (5)" in imported.report


def test_educational_option_programs_have_score_bands_that_add_up(imported):
    bands = imported.city.table("reserves").join(imported.city.table("programs"), on="program_id")
    assert set(bands["method"]) == {"Ed. Opt."}
    sums = bands.group_by("program_id").agg(pl.col("seats").sum(), pl.col("seats_right").first())
    assert (sums["seats"] == sums["seats_right"]).all()


def test_methods_become_tie_breaks(imported):
    kinds = imported.city.table("programs").group_by("method").agg(pl.col("tie_break").unique())
    found = {method: kinds[0] for method, kinds in kinds.iter_rows()}
    assert found["Screened"] == found["Audition"] == "score"
    assert found["Limited Unscreened"] == found["Unscreened"] == found["Ed. Opt."] == "lottery"


def test_it_is_a_valid_package_whose_match_holds_and_is_compared_with_what_was_published(imported, tmp_path):
    from typer.testing import CliRunner

    from citycompact.cli import app
    from official_draws import SEED

    folder = tmp_path / "nyc"
    write_city(imported.city, folder, "parquet")
    (folder / "rulebook.toml").write_text(imported.rulebook, encoding="utf-8")
    assert inspect_city(folder)[1] == []
    done = CliRunner().invoke(
        app, ["match", str(folder), "--seed", SEED, "--unsigned", "--out", str(tmp_path / "r")]
    )
    assert done.exit_code == 0, done.output
    report = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert "551,879 applications were published" in report
    assert "The filled flag is the same at" in report


def test_the_same_seed_gives_the_same_applicants(imported, shared):
    from citycompact.city import package_digests

    again = import_directory(shared / "data" / "nyc-high-schools-2018" / "directory.csv")
    assert package_digests(again.city) == package_digests(imported.city)


def test_another_file_is_refused_with_the_columns_it_lacks(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(FactsError, match="has no column dbn"):
        import_directory(tmp_path / "x.csv")
