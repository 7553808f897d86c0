"""What is written is read back the same, of every kind, as CSV and as Parquet."""

import datetime
import tempfile
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citycompact.facts import Column, Table, csv_text, files_of, read_tables, shown_columns, write_table
from citycompact.facts.kinds import DTYPES, FIRST_DAY, LAST_DAY

KINDS = ("id", "text", "choice", "integer", "number", "decimal", "ordinal", "boolean", "date", "time")
TABLE = Table(
    "t",
    tuple(
        Column(kind, kind, kind == "id", among=("open", "closed") if kind == "choice" else ())
        for kind in KINDS
    ),
    ("id",),
)
# Blanks around a text are no part of it.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1).map(str.strip).filter(bool)
CELLS = {
    "text": TEXTS,
    "choice": st.sampled_from(["open", "closed"]),
    "integer": st.integers(-(10**15) + 1, 10**15 - 1),
    # 15 significant digits, which is what a cell may have.
    "number": st.floats(-1e300, 1e300).map(lambda number: float(f"{number:.15g}")),
    "decimal": st.decimals(-(10**9), 10**9, places=6),
    "ordinal": st.integers(-(2**63), 2**63 - 1),
    "boolean": st.booleans(),
    "date": st.dates(FIRST_DAY, LAST_DAY),
    "time": st.times().map(lambda time: f"{time:%H:%M}"),
}
ROWS = st.lists(
    st.tuples(st.uuids().map(str), *(st.none() | CELLS[kind] for kind in KINDS[1:])),
    unique_by=lambda row: row[0],
    max_size=8,
)


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
@given(rows=ROWS)
@settings(max_examples=60, deadline=None)
def test_every_kind_comes_back(file_format, rows):
    frame = pl.DataFrame(rows, schema={kind: DTYPES[kind] for kind in KINDS}, orient="row")
    with tempfile.TemporaryDirectory() as folder:
        write_table(frame, TABLE, Path(folder), file_format)
        frames, problems = read_tables(files_of(Path(folder)), [TABLE])
    assert problems == []
    assert frames["t"].equals(frame, null_equal=True)


def test_decimals_have_no_zeros_that_only_their_type_brings():
    cents = pl.Series(
        "x", [Decimal("1250.50"), Decimal(100), Decimal(0), Decimal("-0.5"), None], pl.Decimal(38, 6)
    )
    assert csv_text(cents.to_frame()) == "x\n1250.5\n100\n0\n-0.5\n\n"
    whole = pl.Series("x", [Decimal(100), Decimal(1200)], pl.Decimal(10, 0))
    assert csv_text(whole.to_frame()) == "x\n100\n1200\n"


def test_optional_columns_in_which_nothing_stands_are_left_out():
    frame = TABLE.complete(pl.DataFrame({"id": ["a"], "date": [datetime.date(2027, 3, 31)], "motto": [None]}))
    assert shown_columns(frame, TABLE).columns == ["id", "date", "motto"]
