"""Who runs the schools of an export: districts without asking, everybody else by somebody's word."""

import pytest
from typer.testing import CliRunner

from citycompact.cli import app
from citycompact.facts import FactsError
from citycompact.importers.oneroster import read_export
from citycompact.importers.oneroster.sectors import operators_of
from small_exports import EXPORT, HEADS, files


def orgs(rows):
    others = "S1,,,North School,school,,\nD9,,,Elsewhere,district,,\nS2,,,Hope,school,,D9\n"
    return read_export(files(orgs=f"{HEADS['orgs']}\n{rows}\n{others}"), [])["orgs"]


@pytest.mark.parametrize(
    ("above", "operator"),
    [
        ("D1,,,District,district,,\nX,,,Ash,school,,D1", "D1"),
        ("D1,,,District,district,,\nL1,,,Network,local,,D1\nX,,,Ash,school,,L1", "D1"),
        ("D1,,,District,district,,ST\nST,,,State,state,,\nX,,,Ash,school,,D1", "D1"),
        ("L1,,,Network,network,,L2\nL2,,,Charters,local,,\nX,,,Ash,school,,L1", "L2"),
        ("ST,,,State,state,,\nX,,,Ash,school,,ST", "X"),
        ("L1,,,One,local,,L2\nL2,,,Two,local,,L1\nX,,,Ash,school,,L1", "L2"),
        ("X,,,Ash,school,,gone", "X"),
    ],
)
def test_the_district_above_runs_a_school_else_the_highest_unit_else_itself(tmp_path, above, operator):
    given = tmp_path / "given.csv"
    given.write_text("operator_id,sector\nS1,charter\nL2,charter\nX,partnership\n")
    found, schools = operators_of(orgs(above), given, [])
    assert dict(schools.select("school_id", "operator_id").iter_rows())["X"] == operator
    sector = dict(found.select("operator_id", "sector").iter_rows())[operator]
    assert sector == {"D1": "district", "L2": "charter", "X": "partnership"}[operator]


def test_a_sector_is_asked_for_and_never_guessed(tmp_path):
    with pytest.raises(FactsError) as asked:
        operators_of(orgs("L1,,,Hope Network,local,,\nX,,,Ash,school,,L1"), None, [])
    assert [problem.value for problem in asked.value.problems] == ["L1", "S1"]
    assert "--sectors FILE" in asked.value.problems[0].mend
    result = CliRunner().invoke(app, ["import", "oneroster", str(written(tmp_path)), str(tmp_path / "city")])
    assert result.exit_code == 1
    assert "S2" in result.output
    assert not (tmp_path / "city").exists()


def written(tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    for name, text in EXPORT.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


def test_a_row_that_names_no_operator_is_noted_and_a_broken_file_named(tmp_path):
    given = tmp_path / "given.csv"
    given.write_text("operator_id,sector\nS1,charter\nS9,charter\n")
    notes = []
    operators_of(orgs("D1,,,District,district,,"), given, notes)
    assert notes == ["The file of sectors names who runs no school of the export: S9."]
    given.write_text("operator_id,sector\nS1,private\n")
    with pytest.raises(FactsError, match=r"given.csv, row 2"):
        operators_of(orgs("D1,,,District,district,,"), given, [])


def test_an_export_of_our_own_says_its_sectors(tmp_path):
    rows = "op-1,,,Hope,local,,,charter\n" + "\n".join(f"{s},,,{s},school,,op-1," for s in ("X", "S1", "S2"))
    head = f"{HEADS['orgs']},metadata.sector"
    export = read_export(files(orgs=f"{head}\n{rows}\n"), [])
    found, _ = operators_of(export["orgs"], None, [])
    assert found.rows() == [("op-1", "Hope", "charter")]
