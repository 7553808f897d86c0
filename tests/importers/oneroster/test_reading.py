"""An export is read whole or not at all: what is wrong is named, and what is deleted is left out."""

import pytest

from citycompact.facts import FactsError
from citycompact.importers.oneroster import read_export
from small_exports import EXPORT, HEADS, files


def said(changed: dict[str, bytes]) -> list[str]:
    with pytest.raises(FactsError) as caught:
        read_export(changed, [])
    return [str(problem) for problem in caught.value.problems]


def test_file_names_and_headings_in_another_case_are_read():
    odd = {name.upper(): content for name, content in files().items()}
    odd["ORGS.CSV"] = b"\xef\xbb\xbf" + odd["ORGS.CSV"].replace(b"sourcedId", b"SourcedID ", 1)
    assert read_export(odd, [])["orgs"]["sourcedId"].to_list() == ["D1", "S1", "S2"]


def test_two_files_of_one_name_are_refused():
    assert any("stands beside" in text for text in said({**files(), "Users.CSV": b"sourcedId\n"}))


def test_another_separator_is_named():
    odd = {name: content.replace(b",", b";") for name, content in files().items()}
    odd["users.csv"] = EXPORT["users"].replace(",", "\t").encode()
    texts = said(odd)
    assert len(texts) == 5
    assert all("is separated by semicolons" in text for text in texts if "users" not in text)
    assert any("users.csv, row 1: is separated by tabs" in text for text in texts)


def test_what_changed_is_no_whole_city():
    manifest = (
        "propertyName,value\nmanifest.version,1.0\nfile.users,Delta\nfile.lineItems,delta\nfile.orgs,bulk\n"
    )
    assert said({**files(), "manifest.csv": manifest.encode()}) == [
        "manifest.csv, row 3: says that users.csv holds only what changed. "
        "Make a bulk export, which holds everything."
    ]


def test_what_hangs_on_a_deleted_row_is_left_out_with_a_word():
    notes = []
    export = read_export(files(classes=EXPORT["classes"].replace("C1,active", "C1,tobedeleted")), notes)
    assert export["enrollments"]["sourcedId"].to_list() == ["e2", "e3", "e4", "e6"]
    assert notes == [
        "1 rows of enrollments.csv are left out: classes.csv marks what they point to for deletion."
    ]


def test_staff_who_are_kept_back_keep_nobody_out():
    notes = []
    text = EXPORT["users"].replace("t1,active,,true,t,,Ms,Teacher,,,t@example.org,\n", "")
    assert read_export(files(users=text), notes)["enrollments"].height == 5
    assert any("1 enrollments of staff" in note for note in notes)


def test_an_export_without_a_school_is_refused():
    orgs = f"{HEADS['orgs']}\nD1,,,Rivertown,district,,\n"
    classes, enrollments = HEADS["classes"] + "\n", HEADS["enrollments"] + "\n"
    assert said(files(orgs=orgs, classes=classes, enrollments=enrollments)) == [
        "orgs.csv, column type: holds no school. Export the schools too, with type school."
    ]


def test_no_problem_says_a_name():
    broken = EXPORT["users"].replace("Ana,Lopez", "Ana,Lopez,Secret").encode()
    latin = EXPORT["users"].replace("Lopez", "López").encode("latin-1")
    for content in (broken, latin, b"", b'"', b"\xff\xfe\x00", b"sourcedId\n\0"):
        texts = said({**files(), "users.csv": content})
        assert texts
        assert not any(name in text for text in texts for name in ("Lopez", "López", "Ana", "Secret"))
