"""Published tables: whatever a room may publish is read back as it was, from CSV and from JSON."""

import datetime
import json
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.facts import FactsError
from citycompact.record.published_tables import (
    columns_of,
    csv_of,
    json_rows,
    table_of_csv,
    table_of_json,
)

CELLS = {
    "text": (pl.String(), st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=5)),
    "integer": (pl.Int64(), st.integers(-(2**63) + 1, 2**63 - 1)),
    "number": (pl.Float64(), st.floats(allow_nan=False, allow_infinity=False)),
    "decimal": (pl.Decimal(38, 6), st.integers(-(10**15), 10**15).map(lambda n: Decimal(n) / 10**6)),
    "boolean": (pl.Boolean(), st.booleans()),
    "date": (pl.Date(), st.dates()),
    "moment": (
        pl.Datetime("us"),
        st.datetimes(datetime.datetime(1, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
    ),
}


@st.composite
def tables(draw):
    kinds = draw(st.lists(st.sampled_from(sorted(CELLS)), max_size=4))
    height = draw(st.integers(0, 3)) if kinds else 0
    return pl.DataFrame(
        [
            pl.Series(
                f"c{n}",
                draw(st.lists(st.none() | CELLS[kind][1], min_size=height, max_size=height)),
                dtype=CELLS[kind][0],
            )
            for n, kind in enumerate(kinds)
        ]
    )


@given(tables())
def test_a_table_comes_back_from_csv_and_from_json(table):
    columns = columns_of(table)
    assert table_of_csv(csv_of(table).encode(), columns, "t.csv").equals(table)
    assert table_of_json(json.loads(json.dumps(json_rows(table))), columns, "t").equals(table)


@given(tables())
def test_json_holds_no_integer_that_a_reader_would_round(table):
    whole = [value for row in json_rows(table) for value in row.values() if type(value) is int]
    assert all(abs(value) <= 2**53 - 1 for value in whole)


def test_kinds_are_those_of_facts_and_others_are_refused_when_a_room_is_written():
    assert columns_of(pl.DataFrame({"a": [1], "b": ["x"]})) == {"a": "integer", "b": "text"}
    with pytest.raises(TypeError, match="column a: List"):
        columns_of(pl.DataFrame({"a": [[1]]}))


@pytest.mark.parametrize(
    ("content", "columns", "said"),
    [
        (b"a\nx\n", {"a": "integer"}, "row 2.*a.*is not a whole number"),
        (b"a\n2027-02-30\n", {"a": "date"}, "is not a day"),
        (b"a\nyes\n", {"a": "boolean"}, "is not true or false"),
        (b"a,b\n1,2\n", {"a": "integer"}, "does not have the columns a"),
        (b"", {"a": "integer"}, "does not have the columns a"),
        (b"\xff\xfe\n", {"a": "text"}, "t.csv"),
        (b'a\n"x\n', {"a": "text"}, "t.csv"),
    ],
)
def test_what_is_no_such_csv_is_said(content, columns, said):
    with pytest.raises(FactsError, match=said):
        table_of_csv(content, columns, "t.csv")


@pytest.mark.parametrize(
    ("rows", "kind", "said"),
    [
        ({}, "text", "is not a list of rows"),
        ([1], "text", "is not a list of rows"),
        ([{"a": "x", "b": 1}], "text", "is not a list of rows"),
        ([{}], "text", "is not a list of rows"),
        ([{"a": 1}], "text", "is not a text"),
        ([{"a": "1"}], "integer", "is not a whole number"),
        ([{"a": 1.0}], "integer", "is not a whole number"),
        ([{"a": 2**64}], "integer", "is not a whole number"),
        ([{"a": True}], "number", "is not a number"),
        ([{"a": 1}], "boolean", "is not true or false"),
        ([{"a": 1.5}], "decimal", "is not a text with a number"),
        ([{"a": "soon"}], "date", "is not a day"),
        ([{"a": [1]}], "date", "is not a day"),
    ],
)
def test_what_are_no_such_rows_is_said(rows, kind, said):
    with pytest.raises(FactsError, match=said):
        table_of_json(rows, {"a": kind}, "t")
