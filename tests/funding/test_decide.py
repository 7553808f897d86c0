"""A year's budgets as they are published: exact, and blind to who runs a school."""

from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from citycompact.funding import check, decide
from citycompact.funding.decide import frame_of_rows
from small_budgets import OPERATORS, SCHOOLS, amounts, city, lines, rules


def test_every_line_is_pupils_times_dollars_and_the_adjustment_is_one_of_its_own(tmp_path):
    facts = city(tmp_path, "A,K,10.5\nA,low_income,3\nB,1-5,20")
    result = decide(facts, rules(envelope=200000, base={"amount": 5000}))
    for row in result.tables["allocations"].iter_rows(named=True):
        if row["line"] == "adjustment":
            assert row["pupils"] is row["per_pupil"] is None
        else:
            assert row["amount"] == row["pupils"] * row["per_pupil"]
    assert lines(result, "A")["K"] == Decimal("109200")
    assert sum(amounts(result).values()) == 200000
    assert sum(lines(result, "A").values()) == amounts(result)["A"]


def test_what_changes_is_said_against_what_was_there(tmp_path):
    facts = city(tmp_path, "A,K,1\nB,K,1", previous="A,10000.5,1\nD,7,1")
    rows = {row["school_id"]: row for row in decide(facts, rules()).tables["schools"].to_dicts()}
    assert rows["A"] == {
        "school_id": "A",
        "before": Decimal("10000.5"),
        "amount": 10400,
        "change": Decimal("399.5"),
    }
    assert rows["B"]["before"] is rows["B"]["change"] is None
    assert (rows["C"]["amount"], rows["D"]["change"]) == (0, -7)


def test_what_should_be_looked_at_is_noted_by_name(tmp_path):
    facts = city(tmp_path, "A,K,1\nB,K,1", previous="A,1,1\nD,7,1", in_kind="B,bus,10400.01")
    assert decide(facts, rules()).values["notes"] == [
        {"note": "new", "school_id": "B"},
        {"note": "more_in_kind", "school_id": "B"},
        {"note": "not_counted", "school_id": "C"},
        {"note": "closed", "school_id": "D"},
        {"note": "nobody_counted", "category": "1-5"},
        {"note": "nobody_counted", "category": "low_income"},
    ]


def test_a_school_of_no_pupils_is_named(tmp_path):
    facts = city(tmp_path, "A,K,1\nB,K,0", previous="B,100,9")
    result = decide(facts, rules(base={"amount": 5}))
    assert {"note": "no_pupils", "school_id": "B"} in result.values["notes"]
    assert amounts(result)["B"] == 5
    assert check(facts, rules(base={"amount": 5}), result).holds


def test_what_is_given_in_kind_is_taken_from_what_is_paid_and_not_from_the_budget(tmp_path):
    facts = city(tmp_path, "A,K,1", in_kind="A,bus,100\nA,building,50.5")
    result = decide(facts, rules())
    assert amounts(result)["A"] == 10400
    assert amounts(result, "payments", "in_kind")["A"] == Decimal("150.5")
    assert amounts(result, "payments", "paid")["A"] == Decimal("10249.5")


def test_nobody_at_all_is_counted(tmp_path):
    result = decide(city(tmp_path, ""), rules())
    assert set(amounts(result).values()) == {0}
    assert result.tables["allocations"].is_empty()


COUNTS = st.dictionaries(
    st.tuples(st.sampled_from("ABCD"), st.sampled_from(["K", "1-5"])), st.integers(0, 90000), max_size=8
)


@given(COUNTS, st.dictionaries(st.sampled_from("ABCD"), st.integers(1, 10**8)), st.booleans(), st.data())
def test_budgets_hold_and_swapping_the_sectors_changes_nothing(tmp_path_factory, counts, before, cents, data):
    rows = "\n".join(f"{s},{c},{n / 100:.2f}" for (s, c), n in counts.items())
    had = "\n".join(f"{school},{amount / 100:.2f},10" for school, amount in before.items())
    agreed = rules(
        rounding="cent" if cents else "dollar",
        hold_harmless={"loss": Decimal("0.02")},
        caps={"gain": Decimal("0.05")},
        base={"amount": 1000, "below": 50},
    )
    folder = tmp_path_factory.mktemp("c")
    facts = city(folder / "a", rows, previous=had)
    if data.draw(st.booleans()):
        whole = sum(amounts(decide(facts, agreed)).values())
        agreed = agreed.model_copy(update={"envelope": whole})
    result = decide(facts, agreed)
    assert check(facts, agreed, result).holds
    swapped = OPERATORS.replace("district", "x").replace("charter", "district").replace(",x", ",charter")
    other = decide(city(folder / "b", rows, previous=had, operators=swapped), agreed)
    for name, table in result.tables.items():
        assert table.equals(other.tables[name])
    assert result.values == other.values


def test_the_order_of_rows_changes_nothing(tmp_path):
    rows = ["A,K,1", "B,1-5,20", "A,1-5,3", "C,K,7"]
    mixed = "\n".join(reversed(SCHOOLS.splitlines()[1:]))
    facts = [
        city(tmp_path / "1", "\n".join(rows)),
        city(tmp_path / "2", "\n".join(reversed(rows)), schools=f"school_id,name,operator_id\n{mixed}\n"),
    ]
    one, other = (decide(item, rules(envelope=100000)) for item in facts)
    assert all(table.equals(other.tables[name]) for name, table in one.tables.items())


def test_a_table_without_rows_has_its_kinds():
    assert frame_of_rows([], {"a": "text", "b": "decimal"}).schema == {"a": pl.String, "b": pl.Decimal(38, 6)}
