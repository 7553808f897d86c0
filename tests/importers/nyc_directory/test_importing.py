"""The real directory, read where it lies; applicants are synthetic, demand is the published one."""

import csv
import re
from dataclasses import replace

import polars as pl
import pytest

from citycompact.city import inspect_city, package_digests, write_city
from citycompact.facts import FactsError
from citycompact.importers.nyc_directory import import_directory
from citycompact.importers.nyc_directory.reading import read_directory


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
    again = import_directory(shared / "data" / "nyc-high-schools-2018" / "directory.csv")
    assert package_digests(again.city) == package_digests(imported.city)


def _as_2017(name):
    return name.replace("admissionspriority", "AdmissionsPriority").replace("seats9", "Seats_9_")


def _as_2019(name):
    """Offer rates and program names gain a digit, and counts a separator."""
    renamed = re.sub(r"^(offer_rate|program|code)(\d+)$", r"\1_1_\2", name)
    renamed = re.sub(r"^grade9(ge|swd)(applicants|filledflag)(\d+)$", r"Grade9_\1_\2_\3", renamed)
    return re.sub(r"^admissionspriority(\d)(\d+)$", r"priority\1_prog\2", renamed)


def _as_2020(name):
    return {"boro": "borocode", "Latitude": "latitude", "location": "Location"}.get(name, name.upper())


def _as_2021(name):
    """No boro; the borough's name, cut to nine signs, is what is left of it."""
    return None if name == "boro" else name.title()


@pytest.fixture
def renamed(shared, tmp_path):
    """Write the real directory as another year names its columns, with more programs than any school has."""
    source = shared / "data" / "nyc-high-schools-2018" / "directory.csv"
    with source.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)

    def write(rename, year, more=()):
        names = [rename(f"grades{year}" if name == "grades2018" else name) for name in header]
        kept = [n for n, name in enumerate(names) if name is not None]
        target = tmp_path / "directory.csv"
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*(names[n] for n in kept), *map(rename, more)])
            writer.writerows([*(row[n] for n in kept), *("" for _ in more)] for row in rows)
        return source, target

    return write


MORE = [
    f"{stem}{number}"
    for number in range(11, 16)
    for stem in ("program", "code", "method", "seats9ge", "seats9swd", "grade9geapplicants",
                 "grade9swdapplicants", "grade9gefilledflag", "grade9swdfilledflag", "eligibility",
                 *(f"admissionspriority{rank}" for rank in range(1, 8)))
]  # fmt: skip


@pytest.mark.parametrize(
    ("year", "rename", "more"),
    [(2017, _as_2017, ()), (2019, _as_2019, MORE), (2020, _as_2020, MORE), (2021, _as_2021, MORE)],
)
def test_the_same_schools_in_another_years_columns_are_the_same_schools(renamed, year, rename, more):
    source, target = renamed(rename, year, more)
    assert read_directory(target) == replace(read_directory(source), year=year)


def test_the_same_directory_of_another_year_is_the_same_city_but_for_the_year(imported, renamed):
    _, target = renamed(_as_2021, 2021, MORE)
    again = import_directory(target)
    assert again.city.city_id == "nyc-high-schools-2021"
    assert "2021 admission" in again.city.name
    assert "2018" not in again.city.name + again.rulebook + again.summary + again.report[:200]
    as_2018 = replace(again.city, city_id=imported.city.city_id, name=imported.city.name)
    assert package_digests(as_2018) == package_digests(imported.city)
    assert again.rulebook.replace("2021", "2018") == imported.rulebook
    assert again.report.replace("2021 admission", "2018 admission") == imported.report


def test_a_directory_that_names_no_year_is_refused_and_taken_with_the_year_given(renamed, tmp_path):
    from typer.testing import CliRunner

    from citycompact.cli import app

    _, target = renamed(lambda name: "grades" if name.startswith("grades") else name, 2019)
    done = CliRunner().invoke(app, ["import", "nyc-directory", str(target), str(tmp_path / "city")])
    assert done.exit_code == 1
    assert "--year 2019" in done.output
    assert not (tmp_path / "city").exists()
    assert read_directory(target, 2019).year == 2019


def test_another_file_is_refused_with_the_columns_it_lacks(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(FactsError, match="has no column dbn"):
        import_directory(tmp_path / "x.csv")
