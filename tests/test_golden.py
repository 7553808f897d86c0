"""A golden run of the whole demo city: any change of any decision is seen here first."""

import json
from dataclasses import replace

import polars as pl
import pytest
from typer.testing import CliRunner

from citycompact.city.demo import build_demo_city
from citycompact.cli import app
from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, decide
from citycompact.facts import sha256_hex
from citycompact.record.published_tables import csv_of
from citycompact.rooms import section_names
from citycompact.rulebook import read_rulebook
from citycompact.rulebook.demo import with_demo_signers, write_demo_rulebook
from official_draws import seed
from small_cities import verified

GOLDEN = {
    "applications_root": "3870b2b9dd2a5aab6fae4d1862945401f1c8133bc53d6607a5762697eb5adc5d",
    "seats": "87b5ceeef9a17b85fee7d488a2b07dc381bd96504d73b87ababf9327aa0d0e05",
    "assignments": "5de0639f200b0ec31b14fcff948314900164ad63bbffaf19200417439a00dd8b",
    "waitlists": "898c66f21b1d3293547bb3e34e25b53eac66eb748f85e2298fda59d588637181",
    "cutoffs": "0e3bc734112f328170aa4d3e69cf484ea9ebcec787d6592064f9d4afc18b3189",
    "explanations": "aa4b91177c758e8ce0c7bad63cfb32139128a58bfef1a802a115a97f045341e3",
    "public/counts.csv": "27f3e1e1e159a84d91f160c300639fce8b7b8a69e50d0c7752b504003bab5ab7",
    "public/cutoffs.csv": "569cac7fb96576fe0bb85ebbc02563b6b217f8c9be5ea994f6c29c1cecec9fd7",
}
ALL_VERIFIED = "cc78a2a7e56497141aaf2072ef0ff57a3d406a996cc8ec4758f217d74740e638"
"""Assignments of the same city since before facts had to be verified, with everything verified."""


@pytest.mark.slow
def test_the_demo_city_gives_what_it_gave_before(tmp_path):
    run = CliRunner()
    assert run.invoke(app, ["demo-city", str(tmp_path / "city")]).exit_code == 0
    done = run.invoke(
        app,
        [
            "match",
            str(tmp_path / "city"),
            "--seed",
            seed("golden"),
            "--out",
            str(tmp_path / "round"),
            "--no-charts",
        ],
    )
    assert done.exit_code == 0, done.output
    record = json.loads((tmp_path / "round" / "record.json").read_text())
    found = {
        "applications_root": record["commitment"]["applications_root"],
        "seats": record["commitment"]["seats_sha256"],
        **{
            name: record["result_sha256"][name]
            for name in ("assignments", "waitlists", "cutoffs", "explanations")
        },
        **{
            f"public/{path.name}": sha256_hex(path.read_bytes())
            for path in sorted((tmp_path / "round" / "audit" / "public").glob("*.csv"))
        },
    }
    assert found == GOLDEN, "\n".join(f'"{name}": "{value}",' for name, value in found.items())


def test_with_everything_verified_the_demo_city_gives_what_it_gave_when_nothing_had_to_be(tmp_path):
    city = with_demo_signers(build_demo_city())
    write_demo_rulebook(city, tmp_path)
    book = read_rulebook(tmp_path / "rulebook.toml", section_names())
    rules = book.section("enrollment", EnrollmentRules)
    # The demo's rules accept no document for the present school.
    by_roster = pl.when(pl.col("fact") == "current_school_id").then(pl.lit("roster")).otherwise("how")
    every = verified(city).table("verifications").with_columns(how=by_roster)
    facts = replace(city, tables={**city.tables, "verifications": every})
    found = decide(facts, rules, Draw("golden"))
    assert sha256_hex(csv_of(found.tables["assignments"]).encode()) == ALL_VERIFIED
    # Where something is not verified, it makes a difference.
    assert not found.tables["assignments"].equals(decide(city, rules, Draw("golden")).tables["assignments"])
