"""What is public gives no small count away: attacked with integer programs over all that is shown."""

import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from citycompact.funding import decide
from citycompact.funding.public_budgets import PUBLIC, STEPS, public_budgets, rounded
from small_budgets import city, rules

NEEDS = {"low_income": "0.24", "english_learner": "0.5", "iep_1": "0.97", "iep_2": "1.97"}
WEIGHTS = [
    {"category": grade, "weight": Decimal(weight)} for grade, weight in (("K", "1.3"), ("1-5", "1"))
] + [{"category": need, "weight": Decimal(weight), "need": True} for need, weight in NEEDS.items()]
SHARES = {"low_income": 0.5, "english_learner": 0.1, "iep_1": 0.06, "iep_2": 0.03}


def made(folder, seed, schools=8, **more):
    """A city of schools with some small counts, and its budgets."""
    chance = random.Random(seed)
    rows, listed = [], []
    for number in range(schools):
        name = f"S{number}"
        listed.append(f"{name},School {number},{'dc'[number % 2]}")
        small = chance.random() < 0.2
        grades = {
            "K": chance.randint(5, 30) if small else chance.randint(20, 60),
            "1-5": chance.randint(60, 250),
        }
        rows += [f"{name},{grade},{n}" for grade, n in grades.items()]
        for need, share in SHARES.items():
            pupils = sum(grades.values())
            some = round(chance.gauss(share, share / 2) * pupils)
            rows.append(f"{name},{need},{min(pupils, max(0, some))}")
    facts = city(folder, "\n".join(rows), schools="school_id,name,operator_id\n" + "\n".join(listed) + "\n")
    agreed = rules(weights=WEIGHTS, foundation=12419, **more)
    return facts, agreed, decide(facts, agreed)


def ranges(facts, agreed, result, public):
    """From what is shown, and the rules, the least and the greatest that each hidden count can be."""
    rows = public["public_counts"].rows(named=True)
    hidden = [(row["school_id"], row["category"]) for row in rows if row["pupils"] is None]
    known = {(row["school_id"], row["category"]): row["pupils"] for row in rows if row["pupils"] is not None}
    place = {cell: number for number, cell in enumerate(hidden)}
    each = {row["category"]: float(row["per_pupil"]) for row in public["public_categories"].to_dicts()}
    sector = dict(public["public_schools"].select("school_id", "sector").iter_rows())
    factor = float(Fraction(result.values["factor"]))
    conditions = []

    def add(weights, cells, low, high):
        row = np.zeros(len(hidden))
        for cell in cells:
            if cell in place:
                row[place[cell]] += weights[cell[1]]
            elif cell in known:
                low, high = low - weights[cell[1]] * known[cell], high - weights[cell[1]] * known[cell]
        if row.any():
            conditions.append((row, low, high))

    cells = [(row["school_id"], row["category"]) for row in rows]
    one = dict.fromkeys(each, 1)
    for row in public["public_categories"].to_dicts():
        if row["pupils"] is not None:
            add(one, [c for c in cells if c[1] == row["category"]], row["pupils"], row["pupils"])
    grades = {"K", "1-5"}
    for table, of in (("public_schools", "school_id"), ("public_sectors", "sector")):
        for row in public[table].to_dicts():
            mine = [c for c in cells if (c[0] if of == "school_id" else sector[c[0]]) == row[of]]
            if row["pupils"] is not None:
                add(one, [c for c in mine if c[1] in grades], row["pupils"], row["pupils"])
            half = float(row["rounded_to"]) / 2 or 0.01
            shown = float(row["amount"])
            add(each, mine, (shown - half) / factor, (shown + half) / factor)
    total = float(Fraction(result.values["formula"]))
    add(each, cells, total - 0.01, total + 0.01)
    matrix, low, high = (np.array(part) for part in zip(*conditions, strict=True))
    found = {}
    for cell in hidden:
        costs = np.zeros(len(hidden))
        ends = []
        for sign in (1, -1):
            costs[place[cell]] = sign
            solved = milp(
                costs,
                integrality=np.ones(len(hidden)),
                bounds=Bounds(0, 400),
                constraints=LinearConstraint(matrix, low, high),
                options={"time_limit": 20},
            )
            assert solved.x is not None, "what is true has to be possible"
            ends.append(round(solved.x[place[cell]]))
        found[cell] = tuple(ends)
    return found


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("envelope", [None, Decimal("20000000")])
def test_no_hidden_count_can_be_computed(tmp_path, seed, envelope):
    facts, agreed, result = made(tmp_path, seed, envelope=envelope)
    public = public_budgets(facts, agreed, result)
    true = {
        (s, c): n for s, c, n in facts.tables["counts"].select("school_id", "category", "pupils").iter_rows()
    }
    found = ranges(facts, agreed, result, public)
    assert found
    for cell, (least, most) in found.items():
        assert least < most, cell
        assert least <= true[cell] <= most
    shown = public["public_counts"].drop_nulls("pupils")
    assert shown.filter((pl.col("pupils") > 0) & (pl.col("pupils") < 10)).is_empty()


SMALL = "A,K,40\nA,low_income,3\nB,K,30\nB,low_income,4\nC,K,50\nC,low_income,20"


def test_exact_totals_would_give_them_away(tmp_path):
    """The attack finds what it looks for: three children with a need, by division."""
    facts = city(tmp_path, SMALL)
    result = decide(facts, rules())
    public = public_budgets(facts, rules(), result)
    exact = dict(result.tables["schools"].select("school_id", "amount").iter_rows())
    told = public["public_schools"].with_columns(
        amount=pl.col("school_id").replace_strict(exact, return_dtype=pl.Decimal(38, 6)),
        rounded_to=pl.lit(Decimal(0), dtype=pl.Decimal(38, 6)),
    )
    found = ranges(facts, rules(), result, {**public, "public_schools": told})
    assert found["A", "low_income"] == (3, 3)


def test_where_nothing_is_small_everything_is_exact(tmp_path):
    facts = city(tmp_path, "A,K,40\nA,low_income,20\nB,K,30.5\nB,low_income,12")
    result = decide(facts, rules())
    public = public_budgets(facts, rules(), result)
    assert {name: list(table.columns) for name, table in public.items()} == {
        n: list(c) for n, c in PUBLIC.items()
    }
    assert set(public["public_schools"]["rounded_to"]) == {0}
    assert dict(public["public_schools"].select("school_id", "amount").iter_rows()) == {
        "A": 456000,
        "B": 341200,
    }
    assert public["public_counts"]["pupils"].null_count() == 0
    assert public["public_sectors"].row(by_predicate=pl.col("sector") == "charter")[1:3] == (1, 31)


def test_a_hidden_count_has_no_amount_and_its_school_a_rounded_total(tmp_path):
    facts = city(tmp_path, SMALL)
    public = public_budgets(facts, rules(), decide(facts, rules()))
    rows = {(row["school_id"], row["category"]): row for row in public["public_counts"].to_dicts()}
    for school in "AB":
        assert rows[school, "low_income"]["pupils"] is rows[school, "low_income"]["amount"] is None
        assert rows[school, "K"]["amount"] == rows[school, "K"]["pupils"] * 10400
    steps = dict(public["public_schools"].select("school_id", "rounded_to").iter_rows())
    assert steps["A"] >= 1000 <= steps["B"]


def test_where_only_one_school_has_such_children_another_hides_its_counts_too(tmp_path):
    facts = city(tmp_path, "A,K,3\nA,1-5,60\nB,K,40\nB,1-5,50\nC,K,30\nC,1-5,70")
    result = decide(facts, rules())
    public = public_budgets(facts, rules(), result)
    for least, most in ranges(facts, rules(), result, public).values():
        assert least < most


def test_nobody_counted_is_no_fault(tmp_path):
    facts = city(tmp_path, "")
    assert public_budgets(facts, rules(), decide(facts, rules()))["public_schools"].is_empty()


def test_rounding_is_to_the_nearest():
    assert rounded(Decimal("1499.99"), 1000) == 1000
    assert rounded(Decimal("1500"), 1000) == 2000
    assert rounded(Decimal("1499.99"), 0) == Decimal("1499.99")
    assert STEPS[0] == 0
    assert list(STEPS) == sorted(STEPS)
