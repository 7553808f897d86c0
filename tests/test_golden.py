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
    "applications_root": "964ea0ba223706ee2c64bcf2d8150e8587ae194f793346bf814d50193eb1b254",
    "seats": "87b5ceeef9a17b85fee7d488a2b07dc381bd96504d73b87ababf9327aa0d0e05",
    "assignments": "1a60303e15168e58f3354b08a448bbe5158e96218904399beb957c2bd6cde854",
    "waitlists": "6880b13f3592b02308e3abb9481f22d98f0989ba1dacffce97ecb987c39abccc",
    "cutoffs": "9f40a495f9b4cb3b57e749735517f898b9818b42c64c65c0a43d9817a3ded92e",
    "explanations": "ba8efd9c5a34c247cb0031262cbb3b0f7105431705292ce144878bf4e98678b8",
    "public/counts.csv": "7a2928579c7ce1784a6350ed76b3232810f6b43798e4b5eee1b13ee9cd590c46",
    "public/cutoffs.csv": "408533e20d1f1be19ad9e0121f4fac3243db11e2036146ad1c39c4eaef4e22b2",
}
ALL_VERIFIED = "cc78a2a7e56497141aaf2072ef0ff57a3d406a996cc8ec4758f217d74740e638"
"""Assignments of the same city since before facts had to be verified, with everything verified and true."""


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
    city = with_demo_signers(build_demo_city(false_addresses=0))
    write_demo_rulebook(city, tmp_path)
    book = read_rulebook(tmp_path / "rulebook.toml", section_names())
    rules = book.section("enrollment", EnrollmentRules)
    # Of most facts the demo's rules accept no document.
    accepted = {fact: min(ways) for fact, ways in rules.verification.items()}
    by_rule = pl.col("fact").replace_strict(accepted, default=pl.col("how"))
    every = verified(city).table("verifications").with_columns(how=by_rule)
    facts = replace(city, tables={**city.tables, "verifications": every})
    found = decide(facts, rules, Draw("golden"))
    assert sha256_hex(csv_of(found.tables["assignments"]).encode()) == ALL_VERIFIED
    # Where something is not verified, it makes a difference.
    assert not found.tables["assignments"].equals(decide(city, rules, Draw("golden")).tables["assignments"])
