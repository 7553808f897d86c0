"""compact demo, status, check, compare, template."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from citycompact.cli import app

RUN = CliRunner()
DAY = "2027-06-01"


@pytest.fixture(scope="module")
def cities(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compacts")
    made = RUN.invoke(app, ["compact", "demo", str(folder / "all"), "--on", DAY])
    assert made.exit_code == 0, made.output
    return folder / "all"


def run(*words):
    return RUN.invoke(app, ["compact", *(str(word) for word in words)], env={"COLUMNS": "200"})


def test_status_says_where_promises_stand_and_check_confirms_it(cities, tmp_path):
    said = run("status", cities / "port-ellery", "--on", DAY, "--write", tmp_path / "progress.json")
    assert said.exit_code == 0
    assert "7 kept, 8 under way, 2 stalled, 2 dropped" in said.output
    assert "The owner's post, Head of special education, has been vacant" in said.output
    confirmed = run("check", cities / "port-ellery", tmp_path / "progress.json")
    assert (confirmed.exit_code, confirmed.output.strip()) == (0, "19 promises checked, 0 differences.")


def test_check_finds_progress_that_was_touched(cities, tmp_path):
    run("status", cities / "port-ellery", "--on", DAY, "--write", tmp_path / "progress.json")
    content = json.loads((tmp_path / "progress.json").read_text())
    content["tables"]["promises"][3]["status"] = "done"
    (tmp_path / "progress.json").write_text(json.dumps(content))
    found = run("check", cities / "port-ellery", tmp_path / "progress.json")
    assert found.exit_code == 1
    assert "buses: dropped" in found.output
    assert "is missing" in found.output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{}", "is not the publication of a decision"),
        ("[1]", "is not the publication of a decision"),
        ("\x00", "is not the publication of a decision"),
        ('{"standing": {}}', "is of an earlier format"),
    ],
)
def test_what_is_no_progress_is_refused(cities, tmp_path, content, said):
    (tmp_path / "progress.json").write_text(content)
    found = run("check", cities / "port-ellery", tmp_path / "progress.json")
    assert found.exit_code == 1
    assert said in found.output
    assert run("check", cities / "port-ellery", tmp_path / "nothing.json").exit_code == 1


def test_the_rules_of_a_rulebook_are_used(cities, tmp_path):
    book = tmp_path / "rulebook.toml"
    book.write_text('[rulebook]\nname = "N"\nversion = "1"\n[compact.evidence_age]\namber = 1\nred = 2\n')
    strict = run("status", cities / "port-ellery", "--on", DAY, "--rulebook", book)
    assert strict.output.count("red ") > run("status", cities / "port-ellery", "--on", DAY).output.count(
        "red "
    )
    shown = RUN.invoke(app, ["rulebook", "show", str(book)], env={"COLUMNS": "200"})
    assert "When the latest evidence is 1 day old or more" in shown.output
    book.write_text('[rulebook]\nname = "N"\nversion = "1"\n[compact.evidence_age]\namber = 5\nred = 2\n')
    refused = run("status", cities / "port-ellery", "--rulebook", book)
    assert refused.exit_code == 1
    assert "red comes before amber" in refused.output


def test_cities_stand_side_by_side(cities):
    said = run("compare", *sorted(cities.iterdir()), "--on", DAY)
    assert said.exit_code == 0
    for name in ("Alder Falls (synthetic)", "Port Ellery (demo)"):
        assert name in said.output


def test_what_is_no_package_is_refused_with_every_problem(cities, tmp_path):
    (tmp_path / "compact.toml").write_text("city_id = 3\n")
    (tmp_path / "promises.csv").write_text("a\n1\n")
    said = run("status", tmp_path)
    assert said.exit_code == 1
    assert "has no column promise_id" in said.output
    assert "is not a text" in said.output
    assert run("status", tmp_path / "nothing").exit_code == 1
    (tmp_path / "broken.zip").write_bytes(b"PK")
    assert "is neither a folder nor a ZIP file" in run("status", tmp_path / "broken.zip").output


def test_starting_texts(tmp_path):
    assert "# Transport" in run("template", "transport").output
    assert "# Transporte" in run("template", "transport", "--spanish").output
    assert run("template", "weather").exit_code == 2


def test_a_demo_never_overwrites(cities):
    assert run("demo", cities).exit_code == 1
