"""A small OneRoster 1.2 export, and what is said of a broken one."""

import pytest
from typer.testing import CliRunner

from citycompact.city import inspect_city
from citycompact.cli import app
from citycompact.facts import FactsError
from citycompact.importers.oneroster import import_export
from small_exports import EXPORT, TODAY


@pytest.fixture
def export(tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    for name, text in EXPORT.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def sectors_file(export, rows="S2,charter"):
    path = export.parent / "sectors.csv"
    path.write_text(f"operator_id,sector\n{rows}\n")
    return path


def test_schools_operators_students_and_grades(export):
    done = import_export(export, TODAY, sectors_file(export))
    city = done.city
    assert city.name == "Rivertown Schools"
    assert dict(city.table("operators").select("operator_id", "sector").iter_rows()) == {
        "D1": "district",
        "S2": "charter",
    }
    people = {row["applicant_id"]: row for row in city.table("applicants").iter_rows(named=True)}
    # u2 has no grade of its own, so that of the class counts; u3 leaves after grade 12; u4 left last year.
    assert set(people) == {"u1", "u2"}
    assert (people["u1"]["grade"], people["u1"]["current_school_id"]) == ("1", "S1")
    assert (people["u2"]["grade"], people["u2"]["current_school_id"]) == ("9", "S1")
    assert set(city.table("programs")["program_id"]) == {"S1-K", "S1-8", "S2-12"}
    assert any("leave" in note for note in done.notes)
    assert any("several schools" in note for note in done.notes)


def test_nothing_that_names_a_child_is_taken_over(export, tmp_path):
    result = CliRunner().invoke(
        app,
        ["import", "oneroster", str(export), str(tmp_path / "city"), "--sectors", str(sectors_file(export))],
    )
    assert result.exit_code == 0, result.output
    assert inspect_city(tmp_path / "city")[1] == []
    text = "".join(path.read_text() for path in (tmp_path / "city").iterdir())
    for word in ("Lopez", "Ana", "example.org"):
        assert word not in text


def test_every_fault_of_every_file_is_named(export):
    (export / "users.csv").write_text(EXPORT["users"].replace("u2,active", "u1,active"))
    (export / "classes.csv").unlink()
    (export / "orgs.csv").write_text("sourcedId,name\nS1,x\n")
    with pytest.raises(FactsError) as caught:
        import_export(export, TODAY)
    said = "\n".join(map(str, caught.value.problems))
    assert "users.csv, row 3, column sourcedId" in said
    assert "classes.csv: is missing" in said
    assert "orgs.csv, column type: has no column type" in said


def test_rows_that_point_nowhere_are_named(export):
    (export / "enrollments.csv").write_text(EXPORT["enrollments"].replace("C1,S1,u1", "C7,S1,u8"))
    with pytest.raises(FactsError) as caught:
        import_export(export, TODAY)
    assert {(p.file, p.row, p.value) for p in caught.value.problems} == {
        ("enrollments.csv", 2, "C7"),
        ("enrollments.csv", 2, "u8"),
    }
