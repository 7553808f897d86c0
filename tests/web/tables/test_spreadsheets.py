"""What goes out comes back as it was, and does nothing on the way."""

from __future__ import annotations

import datetime
import io
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from citycompact.web.tables.cells import same
from citycompact.web.tables.spreadsheets import as_csv, as_excel, read

TEXTS = st.text(max_size=30).filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text))

# As many digits as the table engine takes.
NUMBERS = st.floats(-1e300, 1e300).map(lambda number: float(f"{number:.15g}"))


@given(
    st.lists(
        st.one_of(
            TEXTS,
            st.integers(-(10**9), 10**9),
            st.booleans(),
            NUMBERS,
            st.dates(),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_rows_come_back_as_they_went(cells):
    for write in (as_csv, as_excel):
        sheet = read("x", write([[f"c{n}" for n in range(len(cells) + 1)], ["key", *cells]]))
        assert sheet.problems == []
        ((number, back),) = sheet.rows
        assert number == 2
        for given_cell, cell in zip(back[1:], cells, strict=True):
            if write is as_excel and isinstance(cell, datetime.date) and cell.year < 1900:
                continue
            assert same(
                given_cell.replace("\0", ""), cell.replace("\0", "") if isinstance(cell, str) else cell
            )


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "@x", "+1", "-1", "\tx", "'=x", "''=x"])
def test_a_workbook_holds_no_formula(text):
    book = load_workbook(io.BytesIO(as_excel([["a"], [text]])))
    assert book.active["A2"].data_type == "s"
    assert read("x", as_excel([["a"], [text]])).rows == [(2, [text])]
    assert b"'" in as_csv([[text]])


def test_rows_are_counted_as_a_spreadsheet_counts_them_and_empty_ones_left_out():
    sheet = read("x.csv", b"a,b\n1,2\n\n , \n3,4\n")
    assert [number for number, _cells in sheet.rows] == [2, 5]


def test_cells_of_a_workbook_are_read_as_they_are_seen():
    book, out = Workbook(), io.BytesIO()
    book.active.append(["a", "b", "c", "d", "e", "f"])
    book.active.append([24.0, datetime.datetime(2027, 3, 31), datetime.time(8, 20), True, None, 0.1 + 0.2])
    book.save(out)
    assert read("x.xlsx", out.getvalue()).rows == [(2, ["24", "2027-03-31", "08:20", "true", "", "0.3"])]


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 201_000_000)
    assert len(out.getvalue()) < 1_000_000
    assert read("x.xlsx", out.getvalue()).problems


def workbook_with(name, change):
    """A workbook with one of its parts changed."""
    book, out = Workbook(), io.BytesIO()
    book.active.append(["a"])
    book.active.append(["b"])
    book.save(out)
    changed = io.BytesIO()
    with zipfile.ZipFile(out) as before, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.namelist():
            content = before.read(part)
            after.writestr(part, change(content) if part == name else content)
    return changed.getvalue()


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("xl/styles.xml", lambda xml: xml.replace(b"<fonts", b"<fonts x='%s'" % (b"y" * 3_000_000), 1)),
        ("xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</row>", b"<c/>" * 1_000_001 + b"</row>", 1)),
        (
            "xl/worksheets/sheet1.xml",
            lambda xml: xml.replace(b"</row>", b"<x:c/>" * 1_000_001 + b"</row>", 1),
        ),
    ],
)
def test_a_workbook_that_takes_long_to_read_is_refused_at_once(part, change):
    assert read("x.xlsx", workbook_with(part, lambda xml: xml)).rows == [(2, ["b"])]
    large = workbook_with(part, change)
    assert len(large) < 100_000
    began = time.process_time()
    assert read("x.xlsx", large).problems
    assert time.process_time() - began < 3


def test_a_file_of_very_many_columns_is_refused():
    assert "200" in read("x.csv", b",".join(b"c%d" % n for n in range(201)) + b"\n").problems[0].words


def test_a_text_longer_than_a_workbook_holds_counts_as_unchanged():
    long = "word " * 10_000
    ((_row, (back,)),) = read("x", as_excel([["a"], [long]])).rows
    assert len(back) < len(long)
    assert same(back, long)


def test_a_moment_goes_into_a_workbook_with_its_time_zone():
    """Excel has none, and openpyxl refuses it."""
    moment = datetime.datetime(2026, 11, 28, 9, 30, tzinfo=datetime.UTC)
    sheet = load_workbook(io.BytesIO(as_excel([["approved"], [moment]]))).active
    assert [row[0].value for row in sheet.iter_rows()] == ["approved", moment.isoformat()]
