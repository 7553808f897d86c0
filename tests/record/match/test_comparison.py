"""Who moves between two rounds, and why."""

import json
import shutil

import polars as pl
import pytest
from typer.testing import CliRunner

from citycompact.cli import app
from citycompact.record.match.comparison import CAUSES, compare
from citycompact.record.match.finished_folder import FinishedFolder
from official_draws import SEED, seed


def match(city, out, *options):
    result = CliRunner().invoke(app, ["match", str(city), "--out", str(out), "--no-charts", *options])
    assert result.exit_code == 0, result.output
    return FinishedFolder(out)


@pytest.fixture(scope="module")
def base(demo_folder, tmp_path_factory):
    return match(demo_folder, tmp_path_factory.mktemp("b") / "r", "--seed", SEED)


def test_nobody_moves_between_a_round_and_itself(base):
    found = compare(base, base)
    assert found.movers.is_empty()
    assert found.same == base.applicants.height


def test_another_seed_moves_people_because_of_their_numbers(base, demo_folder, tmp_path):
    found = compare(base, match(demo_folder, tmp_path / "r", "--seed", seed("b")))
    assert set(found.movers["cause"]) == {CAUSES[1]}
    gained = found.movers.filter(pl.col("move") == "gained a seat")
    assert gained["before"].null_count() == gained.height


def test_another_rulebook_moves_people_because_of_the_rules(base, demo_folder, tmp_path):
    text = (demo_folder / "rulebook.toml").read_text().replace("share = 0.30", "share = 0.60")
    # The compact's rules changed too, and move nobody.
    (tmp_path / "other.toml").write_text(text.replace("amber = 91", "amber = 80"))
    other = match(
        demo_folder, tmp_path / "r", "--seed", SEED, "--unsigned", "--rulebook", str(tmp_path / "other.toml")
    )
    found = compare(base, other)
    assert set(found.movers["cause"]) == {"the rules changed: enrollment"}, "no family did anything"
    assert found.movers.height > 0
    total = found.by_sector
    assert (total["after"] - total["before"]).to_list() == total["change"].to_list()


def test_a_round_of_an_earlier_version_is_compared_by_its_rules(base, demo_folder, tmp_path):
    """Earlier versions published the whole rulebook, and hashed all of it."""
    shutil.copytree(base.path, tmp_path / "old")
    path = tmp_path / "old" / "audit" / "public" / "rulebook.json"
    published = json.loads(path.read_text())
    whole = {"rulebook": {"name": "R", "version": "1"}, "enrollment": published["content"]}
    path.write_text(json.dumps(whole))
    old = FinishedFolder(tmp_path / "old")
    assert old.rules == base.rules
    assert compare(old, base).movers.is_empty()
    other = match(demo_folder, tmp_path / "r", "--seed", seed("b"))
    assert set(compare(old, other).movers["cause"]) == {CAUSES[1]}
    who = old.table("explanations")["applicant_id"][0]
    assert old.outcome(who, "es") == base.outcome(who, "es")


def test_the_command_says_it_in_tables(base, demo_folder, tmp_path):
    other = match(demo_folder, tmp_path / "r", "--seed", seed("b"))
    result = CliRunner().invoke(
        app, ["compare", str(base.path), str(other.path), "--movers", str(tmp_path / "m.csv")]
    )
    assert result.exit_code == 0
    assert "applicants stay" in result.output
    assert pl.read_csv(tmp_path / "m.csv").columns == ["applicant_id", "before", "after", "move", "cause"]


def changed_facts(folder, place):
    """The same city in which some children list their choices the other way round, with more seats."""
    shutil.copytree(folder, place)
    choices = pl.read_csv(place / "choices.csv", infer_schema=False)
    counts = choices.group_by("applicant_id", maintain_order=True).len()
    who = counts.filter(pl.col("len") > 1)["applicant_id"]
    turned = pl.when(pl.col("applicant_id").is_in(who.to_list()[:60])).then(
        pl.len().over("applicant_id").cast(pl.Int64) + 1 - pl.col("rank").cast(pl.Int64)
    )
    choices.with_columns(turned.otherwise(pl.col("rank").cast(pl.Int64)).alias("rank")).sort(
        "applicant_id", "rank"
    ).write_csv(place / "choices.csv")
    programs = pl.read_csv(place / "programs.csv", infer_schema=False)
    programs.with_columns(pl.col("seats").cast(pl.Int64) + 1).write_csv(place / "programs.csv")
    return place, set(who.to_list()[:60])


def test_other_facts_are_blamed_for_what_they_did_and_nothing_else(base, demo_folder, tmp_path):
    city, turned = changed_facts(demo_folder, tmp_path / "city")
    found = compare(base, match(city, tmp_path / "r", "--seed", SEED))
    causes = dict(found.movers.select("applicant_id", "cause").iter_rows())
    assert {who for who, cause in causes.items() if cause == CAUSES[0]} == turned & causes.keys()
    assert CAUSES[4] in causes.values()
    assert not {CAUSES[1], CAUSES[3]} & set(causes.values()), "the draw and the rules are the same"


def test_all_together_each_is_blamed_in_its_turn(base, demo_folder, tmp_path):
    city, turned = changed_facts(demo_folder, tmp_path / "city")
    text = (demo_folder / "rulebook.toml").read_text().replace("share = 0.30", "share = 0.60")
    (tmp_path / "other.toml").write_text(text)
    rules = ("--unsigned", "--rulebook", str(tmp_path / "other.toml"))
    both = compare(base, match(city, tmp_path / "r", "--seed", SEED, *rules))
    causes = dict(both.movers.select("applicant_id", "cause").iter_rows())
    assert {who for who, cause in causes.items() if cause == CAUSES[0]} == turned & causes.keys()
    assert CAUSES[3] in causes.values()
    assert CAUSES[1] not in causes.values(), "the seed is the same"
    every = compare(base, match(city, tmp_path / "s", "--seed", seed("b"), *rules))
    causes = dict(every.movers.select("applicant_id", "cause").iter_rows())
    assert set(causes.values()) <= {CAUSES[0], CAUSES[1]}
