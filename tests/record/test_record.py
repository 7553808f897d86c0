"""One record for every room's decision; rounds of the first format are still read."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from citycompact.cli import app
from citycompact.facts import FactsError
from citycompact.record.match.finished_folder import FinishedFolder
from citycompact.record.record import read_record
from official_draws import SEED

FORMAT_1 = Path(__file__).parent / "format_1"
RUN = CliRunner()


def test_a_record_says_what_is_needed_to_recompute(finished):
    record = json.loads((finished / "record.json").read_text())
    assert record["format"] == "citycompact record 3"
    assert (record["room"], record["decision"]) == ("enrollment", "match")
    assert record["draw"]["seed"] == SEED
    assert len(record["results_root"]) == 64
    for name in ("assignments", "waitlists", "cutoffs", "explanations"):
        assert len(record["result_sha256"][name]) == 64
    assert {"operators", "schools", "programs", "applicants", "choices", "city"} <= set(
        record["facts_sha256"]
    )


def test_the_same_facts_rules_and_draw_have_the_same_record(demo_folder, finished, tmp_path):
    again = [
        "match",
        str(demo_folder),
        "--seed",
        SEED,
        "--out",
        str(tmp_path / "r"),
        "--no-charts",
    ]
    assert RUN.invoke(app, again).exit_code == 0
    records = [json.loads((path / "record.json").read_text()) for path in (tmp_path / "r", finished)]
    for record in records:
        # The one file that has charts.
        del record["files"]["report.html"]
    assert records[0] == records[1]


def test_a_round_of_the_first_format_is_read():
    record = read_record(FORMAT_1 / "record.json")
    assert record["sections"]["enrollment"]["version"] == "2027-28"
    assert record["result_sha256"].keys() == {"assignments", "waitlists", "cutoffs", "explanations"}
    assert FinishedFolder(FORMAT_1).result.tables["lottery"].height == 50


def test_its_letters_receipts_and_comparisons_still_work(finished):
    letter = RUN.invoke(app, ["explain", str(FORMAT_1), "A00003", "--language", "es"])
    assert letter.exit_code == 0, letter.output
    assert "Su número de sorteo es" in letter.output
    receipt = RUN.invoke(app, ["receipt", str(FORMAT_1), "A00003"])
    assert receipt.exit_code == 0, receipt.output
    assert "results_root" not in receipt.output
    compared = RUN.invoke(app, ["compare", str(FORMAT_1), str(finished)])
    assert compared.exit_code == 0, compared.output


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "cannot be read as JSON"),
        ("[]", "is not a record"),
        ('{"format": "citycompact record 9"}', "has the format 'citycompact record 9'"),
    ],
)
def test_what_is_no_record_is_said(tmp_path, content, words):
    (tmp_path / "record.json").write_text(content)
    with pytest.raises(FactsError, match=words):
        read_record(tmp_path / "record.json")


def test_a_folder_of_a_later_format_is_refused_in_one_sentence(finished, tmp_path):
    folder = shutil.copytree(finished, tmp_path / "later")
    record = json.loads((folder / "record.json").read_text())
    (folder / "record.json").write_text(json.dumps({**record, "format": "citycompact record 4"}))
    done = RUN.invoke(app, ["explain", str(folder), "A00003"])
    assert done.exit_code == 1
    assert "Read it with the version of City Compact that it names under software" in done.output
