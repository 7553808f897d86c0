"""A table's hash depends on what stands in it, and not on the order of rows and columns."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from citycompact.facts import sha256_hex, table_digest


@given(st.permutations([(1, "x"), (2, "y"), (3, None)]))
def test_order_is_nothing_and_content_is_all(rows):
    frame = pl.DataFrame(rows, schema=["n", "t"], orient="row")
    base = pl.DataFrame([(1, "x"), (2, "y"), (3, None)], schema=["n", "t"], orient="row")
    assert table_digest(frame) == table_digest(base) == table_digest(base.select("t", "n"))
    assert table_digest(frame) != table_digest(base.with_columns(n=pl.col("n") + 1))


def test_nothing_and_an_empty_text_are_two_things():
    assert table_digest(pl.DataFrame({"t": [None]}, schema={"t": pl.String})) != table_digest(
        pl.DataFrame({"t": [""]})
    )


def test_text_with_commas_and_quotes_cannot_imitate_two_cells():
    one = pl.DataFrame({"a": ["x,y"], "b": ["z"]})
    other = pl.DataFrame({"a": ["x"], "b": ["y,z"]})
    assert table_digest(one) != table_digest(other)


def test_the_hash_of_nothing_is_the_published_one():
    # FIPS 180-4, the empty message.
    assert sha256_hex(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
