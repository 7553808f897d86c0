"""A hash means the same on every machine and for every order of rows and columns."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from citycompact.facts import canonical_json, table_digest


def test_canonical_json_is_sorted_compact_utf8():
    assert canonical_json({"b": [1, 2.5, None], "a": "ñ"}) == '{"a":"ñ","b":[1,2.5,null]}'.encode()


@given(st.permutations([(1, "x"), (2, "y"), (3, None)]))
def test_a_tables_digest_does_not_depend_on_order(rows):
    frame = pl.DataFrame(rows, schema=["n", "t"], orient="row")
    base = pl.DataFrame([(1, "x"), (2, "y"), (3, None)], schema=["n", "t"], orient="row")
    assert table_digest(frame) == table_digest(base) == table_digest(base.select("t", "n"))
    assert table_digest(frame) != table_digest(base.with_columns(n=pl.col("n") + 1))
