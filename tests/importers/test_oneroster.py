"""A small OneRoster 1.2 export, and what is said of a broken one."""

import datetime

import pytest
from typer.testing import CliRunner

from citycompact.city import inspect_city
from citycompact.cli import app
from citycompact.facts import FactsError
from citycompact.importers.oneroster import import_export

EXPORT = {
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"
    "D1,active,,Rivertown Schools,district,,\n"
    "S1,active,,North School,school,,D1\n"
    "S2,active,,Hope Charter,school,,\n",
    "academicSessions": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,"
    "schoolYear\n"
    "Y26,active,,2025-26,schoolYear,2025-08-30,2026-06-20,,2026\n"
    "Y27,active,,2026-27,schoolYear,2026-08-30,2027-06-20,,2027\n"
    "T1,active,,Fall,term,2026-08-30,2027-01-20,Y27,2027\n",
    "classes": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,"
    "location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\n"
    'C1,active,,Homeroom K,KG,,,homeroom,,S1,Y27,,,\nC2,active,,Homeroom 8,08,,,homeroom,,S1,"T1,Y27",,,\n'
    "C3,active,,Homeroom 12,12,,,homeroom,,S2,T1,,,\nC9,active,,Old,07,,,homeroom,,S1,Y26,,,\n",
    "users": "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,"
    "middleName,identifier,email,grades\n"
    "u1,active,,true,ana,,Ana,Lopez,,,ana@example.org,KG\nu2,active,,true,ben,,Ben,Ito,,,b@example.org,\n"
    "u3,active,,true,cy,,Cy,Dee,,,c@example.org,12\nu4,active,,true,d,,Dee,Old,,,d@example.org,07\n"
    "u5,tobedeleted,,true,e,,Gone,Gone,,,e@example.org,KG\nt1,active,,true,t,,Ms,Teacher,,,t@example.org,\n",
    "enrollments": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,"
    "primary,beginDate,endDate\n"
    "e1,active,,C1,S1,u1,student,true,,\n"
    "e2,active,,C2,S1,u2,student,true,,\n"
    "e3,active,,C3,S2,u3,student,true,,\n"
    "e4,active,,C9,S1,u4,student,true,,\n"
    "e5,active,,C1,S1,t1,teacher,true,,\n"
    "e6,active,,C3,S2,u2,student,false,,\n",
}
TODAY = datetime.date(2026, 11, 24)


@pytest.fixture
def export(tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    for name, text in EXPORT.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_schools_operators_students_and_grades(export):
    done = import_export(export, TODAY)
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
    result = CliRunner().invoke(app, ["import", "oneroster", str(export), str(tmp_path / "city")])
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
