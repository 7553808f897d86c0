"""fund, fund-compare, funding count, move, demo: as the office and an auditor type them."""

from __future__ import annotations

import csv
import json
import shutil

import pytest
from typer.testing import CliRunner

from citycompact.cli import app

RUN = CliRunner()


def run(*words):
    return RUN.invoke(app, [str(word) for word in words], env={"COLUMNS": "200"})


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("money") / "town"
    made = run("funding", "demo", folder, "--schools", 8)
    assert made.exit_code == 0, made.output
    return folder


@pytest.fixture(scope="module")
def funded(town):
    made = run("fund", town, "--out", town.parent / "budgets")
    assert made.exit_code == 0, made.output
    assert "The certificate holds" in made.output
    assert "signed by Dana Whitfield" in made.output
    return town.parent / "budgets"


def rows(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_budget_is_what_the_issue_says_it_is(funded):
    allocations, schools = rows(funded / "allocations.csv"), rows(funded / "schools.csv")
    assert list(allocations[0]) == ["school_id", "line", "pupils", "per_pupil", "amount"]
    assert list(schools[0]) == ["school_id", "before", "amount", "change"]
    for row in schools:
        mine = [line for line in allocations if line["school_id"] == row["school_id"]]
        assert sum(float(line["amount"]) for line in mine) == float(row["amount"])
        assert float(row["change"]) == float(row["amount"]) - float(row["before"])
        assert float(row["amount"]) >= float(row["before"]) * 0.98
    assert (funded / "report.html").read_text().count("<svg") >= 5
    assert len(list((funded / "statements").glob("*.pdf"))) == 16


def test_the_check_holds_and_names_what_was_touched(town, funded, tmp_path):
    assert run("funding", "check", town, funded).exit_code == 0
    for name in ("allocations.csv", "public/public_schools.csv", "report.html", "statements/0001-S001.pdf"):
        copy = shutil.copytree(funded, tmp_path / name.replace("/", "-"))
        path = copy / name if (copy / name).exists() else next((copy / "statements").glob("*.pdf"))
        content = path.read_bytes()
        path.write_bytes(content[:-20] + bytes([content[-20] ^ 1]) + content[-19:])
        found = run("funding", "check", town, copy)
        assert found.exit_code == 1, name
        assert path.name in found.output


def test_without_signatures_nothing_is_funded_unless_one_says_so(town, tmp_path):
    copy = shutil.copytree(town, tmp_path / "town")
    (copy / "rulebook.signatures.json").unlink()
    refused = run("fund", copy, "--out", tmp_path / "out")
    assert refused.exit_code == 1
    assert not (tmp_path / "out").exists()
    said = run("fund", copy, "--out", tmp_path / "out", "--unsigned", "--no-charts", "--no-statements")
    assert said.exit_code == 0
    assert "not signed by: district, charter" in said.output.replace("charter, district", "district, charter")
    assert "<strong>Not signed.</strong>" in (tmp_path / "out" / "report.html").read_text()


def test_a_city_without_rules_of_money_is_told_so(town, tmp_path):
    copy = shutil.copytree(town, tmp_path / "town")
    (copy / "rulebook.toml").write_text('[rulebook]\nname = "R"\nversion = "1"\n')
    said = run("fund", copy, "--out", tmp_path / "out", "--unsigned")
    assert said.exit_code == 1
    assert "has no section [funding]" in said.output


def test_every_problem_comes_at_once_and_nothing_is_written(town, tmp_path):
    copy = shutil.copytree(town, tmp_path / "town")
    text = (copy / "counts.csv").read_text().splitlines()
    (copy / "counts.csv").write_text("\n".join([text[0], text[1].replace("K,", "gifted,"), *text[2:]]))
    text = (copy / "counts.csv").read_text()
    school = rows(copy / "schools.csv")[0]["school_id"]
    (copy / "counts.csv").write_text(f"{text}\n{school},no such,1.005,2025-26\n")
    said = run("fund", copy, "--out", tmp_path / "out")
    assert said.exit_code == 1
    assert "no such" in said.output
    assert "more than two decimals" in said.output
    assert not (tmp_path / "out").exists()


def test_two_rules_side_by_side_with_a_path(town, tmp_path):
    rich = tmp_path / "rich.toml"
    rich.write_text((town / "rulebook.toml").read_text().replace("weight = 0.24", "weight = 0.60"))
    said = run(
        "fund-compare", town, "--rules", town / "rulebook.toml", "--rules", rich, "--out", tmp_path / "cmp"
    )
    assert said.exit_code == 0, said.output
    assert "Poverty is told by the share counted as 'low_income'" in said.output
    assert "A transition of" in said.output
    groups = {(row["by"], row["group"]): row for row in rows(tmp_path / "cmp" / "groups.csv")}
    assert float(groups["poverty", "high"]["change"]) > float(groups["poverty", "low"]["change"])
    assert rows(tmp_path / "cmp" / "path.csv")[0]["year"] == "0"
    again = run("fund-compare", town, "--rules", rich, "--rules", rich, "--out", tmp_path / "cmp")
    assert again.exit_code == 1
    assert "already holds something" in again.output
    assert run("fund-compare", town, "--rules", rich, "--out", tmp_path / "x").exit_code == 2


ROSTER = "student_id,school_id,category,since,until\n"


def test_a_roster_becomes_counts_and_a_sample(town, tmp_path):
    school = rows(town / "schools.csv")[0]["school_id"]
    lines = [f"c{n},{school},K,2025-09-01,\nc{n},{school},low_income,2025-09-01," for n in range(30)]
    (tmp_path / "roster.csv").write_text(ROSTER + "\n".join(lines) + "\n")
    said = run(
        *("funding", "count", town, tmp_path / "roster.csv", "--on", "2025-10-01", "--year", "2025-26"),
        *("--out", tmp_path / "counts.csv", "--seed", "1 2 3", "--sample", tmp_path / "sample.csv"),
    )
    assert said.exit_code == 0, said.output
    assert "2 counts of 30 children" in said.output
    assert [row["pupils"] for row in rows(tmp_path / "counts.csv")] == ["30", "30"]
    assert len(rows(tmp_path / "sample.csv")) == 2
    lost = run(
        *("funding", "count", town, tmp_path / "roster.csv", "--on", "2025-10-01"),
        *("--out", tmp_path / "other.csv", "--seed", "1 2 3"),
    )
    assert lost.exit_code == 1
    assert "go together" in lost.output
    (tmp_path / "roster.csv").write_text(ROSTER + "c1,nowhere,K,2025-09-01,\n")
    said = run(
        "funding", "count", town, tmp_path / "roster.csv", "--on", "2025-10-01", "--out", tmp_path / "o.csv"
    )
    assert "names a school that the city does not have" in said.output


def test_what_one_pupil_changes(town):
    first, second = (row["school_id"] for row in rows(town / "schools.csv")[:2])
    grade = next(r["category"] for r in rows(town / "counts.csv") if r["school_id"] == first)
    said = run("funding", "move", town, "--from", first, "--to", second, "--category", grade)
    assert said.exit_code == 0, said.output
    assert said.output.count("a pupil there gets $") == 2
    refused = run("funding", "move", town, "--from", "nowhere", "--to", second, "--category", "gifted")
    assert refused.exit_code == 1
    assert "gifted" in refused.output
    assert "nowhere" in refused.output


def test_explain_and_receipt_of_a_school(town, funded, tmp_path):
    school = rows(town / "schools.csv")[0]["school_id"]
    said = run("funding", "explain", town, funded, school, "--language", "es")
    assert "En total" in said.output
    receipt = run("funding", "receipt", funded, school)
    assert json.loads(receipt.output)
    (tmp_path / "receipt.json").write_text(receipt.output)
    assert run("funding", "check", town, funded, "--receipt", tmp_path / "receipt.json").exit_code == 0


def test_a_oneroster_export_becomes_counts(town, tmp_path):
    from small_exports import EXPORT

    names = [row["name"] for row in rows(town / "schools.csv")]
    folder = tmp_path / "export"
    folder.mkdir()
    for name, text in EXPORT.items():
        named = text.replace("North School", names[0]).replace("Hope Charter", names[1])
        (folder / f"{name}.csv").write_text(named)
    (tmp_path / "needs.csv").write_text("student_id,category\nu1,low_income\n")
    said = run(
        *("funding", "count", town, folder, "--on", "2026-11-24", "--out", tmp_path / "counts.csv"),
        *("--needs", tmp_path / "needs.csv"),
    )
    assert said.exit_code == 0, said.output
    assert "4 counts of 3 children" in said.output
    assert "students are enrolled at several schools" in said.output
