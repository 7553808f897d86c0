"""An export and a spreadsheet are told apart by what they are, and what is neither is said so."""

import io
import zipfile

import pytest

from citycompact.facts import FactsError
from citycompact.importers.rosters import read_roster
from small_exports import TODAY, files


def zipped(**changed):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files(**changed).items():
            archive.writestr(f"export/{name}", content)
    return target.getvalue()


def test_a_zip_file_is_an_export_and_a_text_is_a_sheet():
    assert set(read_roster("export.zip", zipped(), TODAY).students["source_id"]) == {"u1", "u2", "u3"}
    text = b"Given name,Family name,Birth date\nAna,Ruiz,2019-05-31\n"
    assert read_roster("r.csv", text, TODAY, school="S1").students["school"].to_list() == ["S1"]


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x03\x04x", b"%PDF-1.7", b"\xff\xfea\x00", b"\x00" * 50])
def test_what_is_no_roster_is_said_so(content):
    with pytest.raises(FactsError) as caught:
        read_roster("what.bin", content, TODAY)
    assert caught.value.problems


def test_files_that_an_export_lacks_are_named():
    with pytest.raises(FactsError, match=r"enrollments.csv: is missing"):
        read_roster("export.zip", zipped(enrollments=None), TODAY)
