"""Bugs between the mechanism's arrays and the published assignments."""

import polars as pl
import pytest

from planted_deciders import demo, fault, is_caught_as_it_says, patched

FILE = "matching.py"
RESERVES = {"reserves": [{"group": "low_income", "share": 0.4}]}


def of_table(change):
    """Publish assignments after a change."""
    return lambda right: property(lambda self: change(right.func(self)))


def exchanged(table):
    """The first child with a seat and the first after it, of another program, have each other's."""
    placed = table.with_row_index("row").drop_nulls("program_id")
    first = placed.row(0, named=True)
    other = placed.filter(pl.col("program_id") != first["program_id"]).row(0, named=True)
    names = {first["applicant_id"]: other["applicant_id"], other["applicant_id"]: first["applicant_id"]}
    return table.with_columns(pl.col("applicant_id").replace(names)).sort("applicant_id")


FAULTS = (
    fault(
        "two children are exchanged where the table is written",
        FILE,
        patched("matching.Matched.assignments", of_table(exchanged)),
        demo({}),
        "individually_rational",
        verify=True,
    ),
    fault(
        "ranks are counted from nought",
        FILE,
        patched(
            "matching.Matched.assignments",
            of_table(lambda table: table.with_columns(pl.col("choice_rank") - 1)),
        ),
        demo({}),
        "individually_rational",
        verify=None,
    ),
    fault(
        "buckets are counted from nought",
        FILE,
        patched(
            "matching.Matched.assignments", of_table(lambda table: table.with_columns(pl.col("bucket") - 1))
        ),
        demo(RESERVES),
        "feasible",
        verify=True,
    ),
    fault(
        "whoever has no seat is left out of the table",
        FILE,
        patched("matching.Matched.assignments", of_table(lambda table: table.drop_nulls("program_id"))),
        demo({}),
        "feasible",
        verify=None,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
