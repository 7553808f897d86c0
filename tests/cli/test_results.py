"""explain and receipt."""

import json

import polars as pl
from typer.testing import CliRunner

from citycompact.cli import app

RUN = CliRunner()


def test_a_letter_in_both_languages_for_every_kind_of_outcome(finished):
    table = pl.read_csv(finished / "assignments.csv", infer_schema=False)
    kinds = {
        "first": table.filter(pl.col("choice_rank") == "1"),
        "later": table.filter(pl.col("choice_rank") == "3"),
        "none": table.filter(pl.col("program_id").is_null()),
    }
    for name, frame in kinds.items():
        for language, word in (("en", "Your lottery number"), ("es", "Su número de sorteo")):
            said = RUN.invoke(
                app, ["explain", str(finished), frame["applicant_id"][0], "--language", language]
            )
            assert said.exit_code == 0, said.output
            assert word in said.output, name


def test_an_unknown_applicant_is_said(finished):
    for command in ("explain", "receipt"):
        said = RUN.invoke(app, [command, str(finished), "A99999"])
        assert said.exit_code == 1
        assert "no such applicant" in said.output


def test_a_receipt_is_json(finished):
    said = RUN.invoke(app, ["receipt", str(finished), "A00001"])
    assert json.loads(said.output)["format"] == "citycompact receipt 2"


def test_a_folder_that_is_no_result_is_said(tmp_path):
    said = RUN.invoke(app, ["explain", str(tmp_path), "A1"])
    assert "is not the result of a match" in said.output
