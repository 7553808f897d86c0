"""Spreadsheets as people send them; what cannot be read is one error, whatever is wrong with it."""

import datetime
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from citycompact.facts.sheets import Bounds, UnreadableSheetError, sheet_rows

BOUNDS = Bounds(rows=5, columns=4, cells=1_000, unpacked=1_000_000)


def workbook(*rows: list) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_usual_separator(separator):
    text = f"\ufeffa{separator}b\n1{separator}ñ\n"
    assert sheet_rows(text.encode(), BOUNDS) == [["a", "b"], ["1", "ñ"]]


def test_cells_of_a_workbook_are_what_a_person_sees():
    content = workbook(["a", "b", "c"], [7.0, datetime.datetime(2019, 5, 31), True], [None, 1.5, "x"])
    assert sheet_rows(content, BOUNDS) == [["a", "b", "c"], ["7", "2019-05-31", "true"], ["", "1.5", "x"]]


def test_one_row_too_many_is_seen():
    assert len(sheet_rows(b"a\n" * 100, BOUNDS)) == 6
    assert len(sheet_rows(workbook(*[["a"]] * 100), BOUNDS)) == 6


def test_what_unpacks_to_too_much_is_not_read():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<c/>" * 2_000)
    with pytest.raises(UnreadableSheetError):
        sheet_rows(target.getvalue(), BOUNDS)


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda rest: b"PK\x03\x04" + rest))
def test_no_content_raises_anything_else(content):
    try:
        rows = sheet_rows(content, BOUNDS)
    except UnreadableSheetError:
        return
    assert all(isinstance(cell, str) for row in rows for cell in row)
