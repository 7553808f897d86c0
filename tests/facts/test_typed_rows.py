"""A dataclass is a table: its rows become instances and instances rows, unchanged."""

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.facts import FIRST_DAY, LAST_DAY, frame_of, read_tables, row_problems, rows_of, table_of


@dataclass(frozen=True)
class Lease:
    lease_id: str
    state: str
    rent: Decimal
    note: str
    starts_on: datetime.date | None = None
    rooms: int | None = None
    shared: bool = False
    share: float | None = None
    agent: Optional[str] = None  # noqa: UP045


TABLE = table_of(
    Lease,
    "leases",
    ["lease_id"],
    references={"agent": ("agents", "agent_id")},
    among={"state": ("open", "signed")},
    formerly={"rent": ("price",)},
    renamed={"state": {"new": "open"}},
    name_formerly=("contracts",),
)
LEASES = st.builds(
    Lease,
    st.uuids().map(str),
    st.sampled_from(["open", "signed"]),
    st.decimals(-(10**9), 10**9, places=6),
    st.sampled_from(["", "a note"]),
    st.none() | st.dates(FIRST_DAY, LAST_DAY),
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.booleans(),
    st.none() | st.floats(-1e6, 1e6),
    st.none() | st.just("agent"),
)


@given(st.lists(LEASES, unique_by=lambda lease: lease.lease_id))
def test_rows_to_frame_and_back_are_the_same_in_the_order_of_the_key(leases):
    frame = frame_of(leases, TABLE)
    assert rows_of(frame, Lease) == tuple(sorted(leases, key=lambda lease: lease.lease_id))


def test_the_fields_say_the_columns():
    assert TABLE.required_columns == ("lease_id", "state", "rent", "note")
    assert [column.kind for column in TABLE.columns] == [
        "text",
        "choice",
        "decimal",
        "text",
        "date",
        "integer",
        "boolean",
        "number",
        "text",
    ]
    assert TABLE.references == (("agent", "agents", "agent_id"),)


def test_former_names_and_values_are_read_as_the_present_ones():
    text = b"lease_id,state,price,note\na,new,12.50,\n"
    frames, problems = read_tables({"contracts.csv": text}, [TABLE])
    assert problems == []
    (lease,) = rows_of(frames["leases"], Lease)
    assert lease == Lease("a", "open", Decimal("12.5"), "")


def test_a_text_may_be_empty_but_a_key_or_a_choice_may_not():
    text = b"lease_id,state,rent,note\n,,1,\n"
    _, problems = read_tables({"leases.csv": text}, [TABLE])
    assert [(p.column, p.row) for p in problems] == [("lease_id", 2), ("state", 2)]


def test_a_row_that_reads_back_has_no_problem_and_each_other_names_its_column():
    sound = Lease("a", "open", Decimal("12.5"), 'A "note", with\na line', datetime.date(2027, 1, 1))
    assert row_problems(sound, TABLE) == []
    for column, value in (
        ("lease_id", ""),
        ("state", "sold"),
        ("share", 1.2345678901234567),
        ("share", float("inf")),
        ("starts_on", datetime.date(9999, 12, 31)),
        ("starts_on", datetime.date(27, 1, 1)),
        ("note", " indented"),
        ("note", "no\0text"),
    ):
        found = row_problems(replace(sound, **{column: value}), TABLE)
        assert [p.column for p in found] == [column], (column, value)


def test_bounds_and_lengths_of_a_column_are_read_like_its_kind():
    table = table_of(Lease, "leases", ["lease_id"], bounds={"rooms": (1, 3)}, longest={"note": 5})
    text = b"lease_id,state,rent,note,rooms\na,open,1,much too long,4\nb,open,1,short,1\n"
    _, problems = read_tables({"leases.csv": text}, [table])
    assert [(p.column, p.row) for p in problems] == [("note", 2), ("rooms", 2)]
    assert "at most 5 characters" in str(problems[0])
    assert "at least 1 and at most 3" in str(problems[1])


@pytest.mark.parametrize(
    "option",
    [
        {"references": {"agnet": ("agents", "agent_id")}},
        {"among": {"stat": ("open",)}},
        {"formerly": {"rnt": ("price",)}},
        {"renamed": {"stat": {"new": "open"}}},
        {"may_be_empty": ["leaseid"]},
        {"bounds": {"romos": (0, 9)}},
        {"longest": {"nte": 5}},
    ],
)
def test_a_misspelled_column_does_not_take_its_check_away(option):
    with pytest.raises(ValueError, match="the table leases has no column"):
        table_of(Lease, "leases", ["lease_id"], **option)
