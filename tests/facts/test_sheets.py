"""Spreadsheets as people send them; what cannot be read is one error, whatever is wrong with it."""

import datetime
import io
import subprocess
import sys
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from citycompact.facts.sheets import Bounds, OversizedSheetError, UnreadableSheetError, sheet_rows

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


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%b'
ROW = b"<row><c><v>1</v></c></row></sheetData>"
BOMBS = {
    "blanks": {"xl/worksheets/sheet1.xml": b" " * 1_000_001},
    "cells": {"xl/worksheets/sheet1.xml": SHEET % (b"<row>" + b"<c/>" * 3_500 + b"</row>")},
    "prefixed cells": {"xl/worksheets/sheet1.xml": b"<x:c/>" * 3_500},
    "rows": {"xl/worksheets/sheet1.xml": SHEET % (b"<row/>" * 3_500)},
    "merged ranges": {"xl/worksheets/sheet1.xml": SHEET % ROW + b"<mergeCell/>" * 60_000},
    "words": {"xl/sharedStrings.xml": b"<sst>" + b"<si/>" * 3_500},
    "styles": {"xl/styles.xml": b"<xf/>" * 60_000},
    "a picture's frame": {"xl/drawings/drawing1.xml": b"<a/>" * 60_000},
}


def with_parts(parts: dict[str, bytes]) -> bytes:
    """A workbook in which some parts are others."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(["a"], [1]))) as book:
        files = {name: book.read(name) for name in book.namelist()} | parts
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize("kind", BOMBS)
def test_what_unpacks_to_too_much_is_not_read_and_said_to_be_too_large(kind):
    with pytest.raises(OversizedSheetError):
        sheet_rows(with_parts(BOMBS[kind]), BOUNDS)


def test_pictures_are_not_unpacked_at_all():
    assert sheet_rows(with_parts({"xl/media/image1.png": b"0" * 2_000_000}), BOUNDS) == [["a"], ["1"]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "honest"),
    [
        (b" " * 400_000_000, True),
        (b" " * 400_000_000, False),
        (SHEET % (b"<x/>" * 90_000_000), True),
        (SHEET % ROW + b'<mergeCell ref="A1:B2"/>' * 2_000_000, True),
    ],
    ids=["a 393 kB file of 400 MB", "one that denies its size", "elements of no cell", "merged ranges"],
)
def test_a_small_file_takes_no_gigabytes(tmp_path, part, honest):
    """Of another process, since a peak of memory never comes down again."""
    content = with_parts({"xl/worksheets/sheet1.xml": part})
    if not honest:
        content = content.replace(len(part).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    (tmp_path / "bomb.xlsx").write_bytes(content)
    code = """
import pathlib, resource, sys
from citycompact.facts.sheets import Bounds, OversizedSheetError, UnreadableSheetError, sheet_rows
content = pathlib.Path(sys.argv[1]).read_bytes()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    sheet_rows(content, Bounds(rows=20_000, columns=200, cells=500_000, unpacked=50_000_000))
except UnreadableSheetError:
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1_000)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "bomb.xlsx")], capture_output=True, text=True, check=True
    )
    assert len(content) < 500_000
    assert int(done.stdout) < 200, "MB beside what the program takes anyway"


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda rest: b"PK\x03\x04" + rest))
def test_no_content_raises_anything_else(content):
    try:
        rows = sheet_rows(content, BOUNDS)
    except UnreadableSheetError:
        return
    assert all(isinstance(cell, str) for row in rows for cell in row)
