"""Every cell becomes what its column says, or is named with its row, its value and its mend."""

import datetime
import io
from decimal import Decimal

import polars as pl
import pytest

from citycompact.facts import Column, Table, read_tables

KEY = Column("k", "id", True)


def read(cells, column, per_check=0):
    """Read one column from CSV: its values and its problems."""
    table = Table("t", (KEY, column), ("k",))
    rows = "".join(f"{n},{cell}\n" for n, cell in enumerate(cells))
    frames, problems = read_tables({"t.csv": f"k,{column.name}\n{rows}".encode()}, [table], per_check)
    return frames["t"][column.name].to_list(), problems


def read_parquet(series, column):
    """Read one column from Parquet."""
    content = io.BytesIO()
    pl.DataFrame({"k": [str(n) for n in range(len(series))], "n": series}).write_parquet(content)
    return read_tables({"t.parquet": content.getvalue()}, [Table("t", (KEY, column), ("k",))])


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("text", " a b ", "a b"),
        ("text", "", None),
        ("id", "007", "007"),
        ("integer", " 24 ", 24),
        ("integer", "-9223372036854775808", -(2**63)),
        ("number", "87.5", 87.5),
        ("number", "1e3", 1000.0),
        ("number", "", None),
        ("decimal", "1250.75", Decimal("1250.75")),
        ("decimal", "+5", Decimal(5)),
        ("decimal", "1.1000000", Decimal("1.1")),
        ("ordinal", "3", 3),
        ("ordinal", "2.5", 2.5),
        ("boolean", "TRUE", True),
        ("boolean", " false", False),
        ("date", "2028-02-29", datetime.date(2028, 2, 29)),
        ("time", "8:20", "8:20"),
        ("time", "23:59:59", "23:59:59"),
    ],
)
def test_a_good_cell_is_read(kind, cell, value):
    values, problems = read([cell], Column("n", kind))
    assert problems == []
    assert values == [value]


@pytest.mark.parametrize(
    ("kind", "cell", "words"),
    [
        ("integer", "24.0", "is not a whole number."),
        ("integer", "1e3", "is not a whole number."),
        ("integer", "9223372036854775808", "is not a whole number."),
        ("integer", "1_000", "is not a whole number."),
        ("number", "x", "is not a number."),
        ("number", "nan", "is not a number."),
        ("number", "1e400", "is not a number."),
        ("number", "-inf", "is not a number."),
        ("decimal", "1.1234567", "is not a number with at most 6 decimals."),
        ("decimal", "1e3", "is not a number with at most 6 decimals."),
        ("decimal", "$5", "is not a number with at most 6 decimals."),
        ("ordinal", "first", "is not a number."),
        ("boolean", "1", "is not true or false."),
        ("boolean", "yes", "is not true or false."),
        ("date", "2027-02-29", "is not a date such as 2027-03-31."),
        ("date", "3/31/2027", "is not a date such as 2027-03-31."),
        ("date", "2027-3-1", "is not a date such as 2027-03-31."),
        ("date", "٢٠٢٧-03-31", "is not a date such as 2027-03-31."),
        ("time", "24:00", "is not a time of day such as 08:20."),
        ("time", "8.20", "is not a time of day such as 08:20."),
        ("choice", "private", "is not an area."),
    ],
)
def test_a_bad_cell_is_named_and_the_rows_around_it_are_not(kind, cell, words):
    name = "area" if kind == "choice" else "n"
    values, problems = read(["", cell, ""], Column(name, kind, among=("public",) if kind == "choice" else ()))
    (problem,) = problems
    assert (problem.file, problem.row, problem.column, problem.value) == ("t.csv", 3, name, cell)
    assert problem.message == words
    assert problem.mend
    assert values == [None, None, None]


@pytest.mark.parametrize("kind", ["number", "decimal", "ordinal"])
@pytest.mark.parametrize(
    ("cell", "fits"),
    [
        ("123456789012345", True),
        ("1234567890123450", True),
        ("0.000123", True),
        ("123456789.012345", True),
        ("1234567890.123456", False),
        ("-1234567890.123456", False),
    ],
)
def test_a_number_has_at_most_15_significant_digits(kind, cell, fits):
    _, problems = read([cell], Column("n", kind))
    assert [problem.message for problem in problems] == (
        [] if fits else ["has more than 15 significant digits."]
    )


@pytest.mark.parametrize(
    "series",
    [
        pl.Series([1234567890123456, -(2**63)]),
        pl.Series([0.1 + 0.2, 1 / 3]),
        pl.Series(["1234567890123456", "0.30000000000000004"]),
    ],
    ids=str,
)
def test_digits_are_counted_alike_in_whole_numbers_floats_and_text_of_parquet(series):
    _, problems = read_parquet(series, Column("n", "number"))
    assert [problem.row for problem in problems] == [2, 3]
    frames, problems = read_parquet(pl.Series([1234567890123450, 5]), Column("n", "number"))
    assert problems == []
    assert frames["t"]["n"].to_list() == [1234567890123450.0, 5.0]


def test_a_choice_is_read_under_its_former_name_too():
    column = Column("n", "choice", among=("open", "closed"), renamed={"new": "open"})
    values, problems = read(["new", "closed", "", "shut"], column)
    assert values == ["open", "closed", None, None]
    assert [(p.row, p.mend) for p in problems] == [(5, "Write one of open, closed, or leave it empty.")]


def test_an_empty_cell_of_a_required_column_is_named():
    values, problems = read(["a", "", "   "], Column("n", "text", True))
    assert [(p.row, p.message, p.value) for p in problems] == [(3, "is empty.", ""), (4, "is empty.", "")]
    assert values[0] == "a"


@pytest.mark.parametrize(
    ("kind", "default"),
    [
        ("integer", 3),
        ("decimal", Decimal("0.5")),
        ("boolean", True),
        ("date", datetime.date(2027, 1, 1)),
        ("text", ""),
    ],
)
def test_a_default_stands_for_an_empty_cell_and_for_an_absent_column(kind, default):
    column = Column("n", kind, True, default)
    assert read([""], column) == ([default], [])
    table = Table("t", (KEY, Column("n", kind, False, default)), ("k",))
    frames, problems = read_tables({"t.csv": b"k\na\n"}, [table])
    assert problems == []
    assert frames["t"]["n"].to_list() == [default]


def test_numbers_out_of_their_bounds_are_named():
    _, problems = read(["-1", "0", "1", "1.5", ""], Column("n", "number", minimum=0, maximum=1))
    assert [(p.row, p.message) for p in problems] == [(2, "is negative."), (5, "is out of range.")]
    assert problems[0].mend == "Write a number of at least 0 and at most 1."


def test_many_bad_cells_are_counted():
    _, problems = read(["x"] * 10, Column("n", "integer"), per_check=3)
    assert [p.row for p in problems] == [2, 3, 4, None]
    assert "has 7 more rows" in problems[-1].message


def test_facts_nobody_declared_become_true_and_false_where_all_of_them_are():
    table = Table("t", (KEY,), ("k",), boolean_facts=True)
    frames, _ = read_tables({"t.csv": b"k,iep,note\na,true,true\nb,FALSE,maybe\nc,,\n"}, [table])
    assert frames["t"]["iep"].to_list() == [True, False, None]
    assert frames["t"]["note"].to_list() == ["true", "maybe", None]


def test_days_of_no_century_of_ours_are_named():
    days = ["1900-01-01", "0026-03-31", "2200-12-31", "9999-12-31", ""]
    _, problems = read(days, Column("on", "date"))
    assert [(p.row, p.value) for p in problems] == [(3, "0026-03-31"), (5, "9999-12-31")]
    assert "1900-01-01 to 2200-12-31" in problems[0].mend
