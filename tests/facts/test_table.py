"""A table completes a frame from its own declaration, and keeps what it does not know."""

import polars as pl
import pytest

from citycompact.facts import Column, Table

TABLE = Table("t", (Column("k", "id", True), Column("n", "integer", default=7), Column("d", "date")), ("k",))


def test_absent_columns_come_at_their_default_and_unknown_ones_stand_last():
    frame = TABLE.complete(pl.DataFrame({"motto": ["x"], "k": ["a"]}))
    assert frame.rows() == [("a", 7, None, "x")]
    assert frame.columns == ["k", "n", "d", "motto"]
    assert frame.schema["d"] == pl.Date


def test_an_empty_table_has_all_its_columns():
    assert TABLE.empty().columns == ["k", "n", "d"]
    assert TABLE.empty().is_empty()
    assert TABLE.complete(TABLE.empty()).equals(TABLE.empty())


def test_columns_are_found_by_name():
    assert TABLE.column("n").default == 7
    assert TABLE.required_columns == ("k",)
    with pytest.raises(KeyError):
        TABLE.column("x")


@pytest.mark.parametrize(
    "options",
    [
        {"key": ("kk",)},
        {"key": ("k",), "references": (("m", "others", "k"),)},
    ],
)
def test_what_is_said_of_a_column_that_is_not_there_is_refused(options):
    with pytest.raises(ValueError, match=r"the table t has no column (kk|m)$"):
        Table("t", TABLE.columns, **options)


def test_a_column_stands_once():
    with pytest.raises(ValueError, match="declares k twice"):
        Table("t", (*TABLE.columns, Column("k", "text")), ("k",))
