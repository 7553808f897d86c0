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
    assert set(found.movers["cause"]) <= {"the rules changed: enrollment", CAUSES[2]}
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
