"""What is public gives no small count away: attacked with integer programs over all that is shown."""

import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from citycompact.facts import FactsError
from citycompact.funding import decide, hidden_before, read_funding
from citycompact.funding.protected_counts import STEPS, rounded
from citycompact.funding.public_budgets import PUBLIC, public_budgets
from small_budgets import city, rules

NEEDS = {"low_income": "0.24", "english_learner": "0.5", "iep_1": "0.97", "iep_2": "1.97"}
WEIGHTS = [
    {"category": grade, "weight": Decimal(weight)} for grade, weight in (("K", "1.3"), ("1-5", "1"))
] + [{"category": need, "weight": Decimal(weight), "need": True} for need, weight in NEEDS.items()]
SHARES = {"low_income": 0.5, "english_learner": 0.1, "iep_1": 0.06, "iep_2": 0.03}


def made(folder, seed, schools=8, **more):
    """A city of schools with some small counts, and its budgets."""
    chance = random.Random(seed)
    rows, listed, previous = [], [], []
    for number in range(schools):
        name = f"S{number}"
        listed.append(f"{name},School {number},{'dc'[number % 2]}")
        small = chance.random() < 0.2
        grades = {
            "K": chance.randint(5, 30) if small else chance.randint(20, 60),
            "1-5": chance.randint(60, 250),
        }
        rows += [f"{name},{grade},{n}" for grade, n in grades.items()]
        previous.append(f"{name},{round(sum(grades.values()) * chance.uniform(13_000, 18_500))},")
        for need, share in SHARES.items():
            pupils = sum(grades.values())
            some = round(chance.gauss(share, share / 2) * pupils)
            rows.append(f"{name},{need},{min(pupils, max(0, some))}")
    schools_csv = "school_id,name,operator_id\n" + "\n".join(listed) + "\n"
    facts = city(folder, "\n".join(rows), schools=schools_csv, previous="\n".join(previous))
    agreed = rules(weights=WEIGHTS, foundation=12419, **more)
    return facts, agreed, decide(facts, agreed)


def exact(result, school):
    """The total of a school."""
    return result.tables["schools"].row(by_predicate=pl.col("school_id") == school, named=True)["amount"]


def limits_of(facts, agreed):
    """Floor and cap of each school in dollars, by the plain words of the rules."""
    had = dict(facts.tables["previous"].select("school_id", "amount").iter_rows())
    loss, gain = agreed.hold_harmless, agreed.caps
    return {
        school: (
            float(had[school] * (1 - loss.loss)) if loss and school in had else -1.0,
            float(had[school] * (1 + gain.gain)) if gain and school in had else 1e15,
        )
        for school in facts.tables["schools"]["school_id"].to_list()
    }


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
    pupils = {row["school_id"]: row for row in public["public_schools"].to_dicts()}
    bounds = limits_of(facts, agreed)
    true = {
        school: float(
            sum(
                row["amount"]
                for row in result.tables["allocations"].filter(school_id=school).to_dicts()
                if row["line"] != "adjustment"
            )
        )
        for school in pupils
    }
    free = [s for s in pupils if bounds[s][0] < true[s] * factor < bounds[s][1]]
    for school, row in pupils.items():
        mine = [c for c in cells if c[0] == school]
        if row["pupils"] is not None:
            add(one, [c for c in mine if c[1] in grades], row["pupils"], row["pupils"])
        if row["amount"] is None:
            continue
        if school in free:
            half = float(row["rounded_to"]) / 2 or 0.02
            add(each, mine, (float(row["amount"]) - half) / factor, (float(row["amount"]) + half) / factor)
        else:
            # What is held at a floor or a cap says of the formula only that it lies beyond.
            low, high = bounds[school]
            ends = (-1e12, low / factor) if true[school] * factor <= low else (high / factor, 1e12)
            add(each, mine, *ends)
    for row in public["public_sectors"].to_dicts():
        mine = [c for c in cells if sector[c[0]] == row["sector"]]
        if row["pupils"] is not None:
            add(one, [c for c in mine if c[1] in grades], row["pupils"], row["pupils"])
        if row["amount"] is None:
            return solved(hidden, place, conditions)
        half = float(row["rounded_to"]) / 2 or 0.02
        held = sum(float(exact(result, s)) for s in pupils if s not in free and sector[s] == row["sector"])
        shown = float(row["amount"]) - held
        here = [c for c in mine if c[0] in free]
        add(each, here, (shown - half) / factor, (shown + half) / factor)
    # The factor is known exactly, and so is what all schools that are not held have together.
    whole = sum(true[s] for s in free)
    add(each, [c for c in cells if c[0] in free], whole - 0.01, whole + 0.01)
    return solved(hidden, place, conditions)


def solved(hidden, place, conditions):
    """The range of each hidden count, in whole numbers."""
    matrix, low, high = (np.array(part) for part in zip(*conditions, strict=True))
    found = {}
    for cell in hidden:
        costs = np.zeros(len(hidden))
        ends = []
        for sign in (1, -1):
            costs[place[cell]] = sign
            ends_at = milp(
                costs,
                integrality=np.ones(len(hidden)),
                bounds=Bounds(0, 400),
                constraints=LinearConstraint(matrix, low, high),
                options={"time_limit": 20},
            )
            assert ends_at.x is not None, "what is true has to be possible"
            ends.append(round(ends_at.x[place[cell]]))
        found[cell] = tuple(ends)
    return found


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("share", [None, "0.97", "1.02"])
def test_no_hidden_count_can_be_computed(tmp_path, seed, share, held):
    limits = {"hold_harmless": {"loss": Decimal("0.02")}, "caps": {"gain": Decimal("0.1")}} if held else {}
    facts, agreed, result = made(tmp_path, seed, **limits)
    if share is not None:
        envelope = (Decimal(result.values["total"]) * Decimal(share)).quantize(Decimal("0.01"))
        agreed = agreed.model_copy(update={"envelope": envelope})
        try:
            result = decide(facts, agreed)
        except FactsError:
            pytest.skip("out of reach of floors and caps")
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


def test_a_step_of_concentration_is_priced_as_each_school_has_it(tmp_path):
    steps = [{"category": "low_income", "share": Decimal("0.5"), "weight": 5}]
    facts = city(tmp_path, "A,K,16\nA,low_income,8\nB,K,30\nB,low_income,5\nC,K,50\nC,low_income,20")
    agreed = rules(concentration=steps)
    public = public_budgets(facts, agreed, decide(facts, agreed))
    for row in public["public_schools"].to_dicts():
        if row["amount"] is None:
            continue
        # What is shown of a school is what it would show with one child more or less of those hidden.
        assert row["rounded_to"] > 0 or row["school_id"] == "C"


def test_part_of_a_child_is_a_child_and_hidden(tmp_path):
    facts = city(tmp_path, "A,K,40\nA,low_income,0.4\nB,K,30\nB,low_income,14\nC,K,50\nC,low_income,20")
    public = public_budgets(facts, rules(), decide(facts, rules()))
    rows = {(row["school_id"], row["category"]): row["pupils"] for row in public["public_counts"].to_dicts()}
    assert rows["A", "low_income"] is None
    (total,) = public["public_schools"].filter(school_id="A")["amount"].to_list()
    assert total != Decimal("416800")


def test_where_nothing_helps_no_amount_is_shown(tmp_path):
    """The only charter school has two small grades, and no other school has both."""
    facts = city(tmp_path, "B,K,3\nB,1-5,4\nA,K,40\nC,K,50")
    public = public_budgets(facts, rules(), decide(facts, rules()))
    assert set(public["public_schools"]["amount"]) == {None}
    assert set(public["public_sectors"]["amount"]) == {None}
    assert set(public["public_schools"]["rounded_to"]) == {None}


def test_a_recount_shows_no_more_than_was_shown_before(tmp_path):
    counts = SMALL + "\nA,1-5,60\nD,K,40\nD,low_income,15\nB,1-5,44\nC,1-5,33\nD,1-5,70"
    facts = city(tmp_path / "1", counts)
    first = public_budgets(facts, rules(), decide(facts, rules()))
    before = hidden_before(first, "")
    for recount in ("0", "12"):
        folder = tmp_path / recount
        city(folder, counts.replace("A,low_income,3", f"A,low_income,{recount}"))
        before.write_csv(folder / "published_before.csv")
        again = read_funding(folder)
        second = public_budgets(again, rules(), decide(again, rules()))
        cells = ["school_id", "category"]
        was = set(first["public_counts"].filter(pl.col("pupils").is_null()).select(cells).rows())
        now = set(second["public_counts"].filter(pl.col("pupils").is_null()).select(cells).rows())
        assert ("A", "low_income") in was <= now
        steps = dict(first["public_schools"].select("school_id", "rounded_to").iter_rows())
        for school, step in second["public_schools"].select("school_id", "rounded_to").iter_rows():
            assert step is None or step >= steps[school]


def test_where_all_but_a_few_have_a_need_it_is_hidden_who_has(tmp_path):
    facts = city(tmp_path, "A,K,40\nA,low_income,38\nB,K,30\nB,low_income,14\nC,K,50\nC,low_income,20")
    public = public_budgets(facts, rules(), decide(facts, rules()))
    rows = {(row["school_id"], row["category"]): row["pupils"] for row in public["public_counts"].to_dicts()}
    assert rows["A", "K"] == 40
    assert rows["A", "low_income"] is None
