"""What somebody can find of hidden counts: integer programs over all that is shown."""

from __future__ import annotations

import random
from decimal import Decimal

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from citycompact.funding import decide
from small_budgets import city, rules

NEEDS = {"low_income": "0.24", "english_learner": "0.5", "iep_1": "0.97", "iep_2": "1.97"}
GRADES = {"K": "1.3", "1-5": "1"}
WEIGHTS = [{"category": grade, "weight": Decimal(weight)} for grade, weight in GRADES.items()] + [
    {"category": need, "weight": Decimal(weight), "need": True} for need, weight in NEEDS.items()
]
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


def less(*needs) -> dict[str, int]:
    """Pupils less those with these needs."""
    return dict.fromkeys(GRADES, 1) | dict.fromkeys(NEEDS, 0) | dict.fromkeys(needs, -1)


def found_by_attack(public, *, money: bool, one_need: bool = False) -> dict[tuple[str, str], tuple[int, int]]:
    """The least and the greatest whole number that each hidden count can be, by all that is shown of counts,
    and of money too: where every amount is what the formula gives."""
    rows = public["public_counts"].to_dicts()
    hidden = [(row["school_id"], row["category"]) for row in rows if row["pupils"] is None]
    known = {(row["school_id"], row["category"]): row["pupils"] for row in rows if row["pupils"] is not None}
    cells = [*hidden, *known]
    place = {cell: number for number, cell in enumerate(hidden)}
    sector = dict(public["public_schools"].select("school_id", "sector").iter_rows())
    each = {row["category"]: float(row["per_pupil"]) for row in public["public_categories"].to_dicts()}
    conditions = []

    def add(wanted, low, high, weights=None):
        line, seen = np.zeros(len(hidden)), 0.0
        for cell in cells:
            if wanted(*cell):
                weight = 1 if weights is None else weights[cell[1]]
                if cell in place:
                    line[place[cell]] = weight
                else:
                    seen += weight * float(known[cell])
        if line.any():
            conditions.append((line, float(low) - seen, float(high) - seen))

    for row in public["public_categories"].to_dicts():
        if row["pupils"] is not None:
            add(lambda _, c, row=row: c == row["category"], row["pupils"], row["pupils"])
    for row in public["public_by_sector"].to_dicts():
        if row["pupils"] is not None:
            there = (row["sector"], row["category"])
            add(lambda s, c, there=there: (sector[s], c) == there, row["pupils"], row["pupils"])
    for row in public["public_schools"].to_dicts():
        name, number = row["school_id"], row["pupils"]
        if number is not None:
            add(lambda s, c, name=name: s == name and c in GRADES, number, number)
        if money and row["low"] is not None:
            add(lambda s, _, name=name: s == name, row["low"], row["high"], each)
        for need in NEEDS:
            # No need counts more pupils than there are.
            add(lambda s, c, name=name, need=need: s == name and c in {need, *GRADES}, 0, 1e9, less(need))
        if one_need:
            add(lambda s, _, name=name: s == name, 0, 1e9, less(*NEEDS))
    for row in public["public_sectors"].to_dicts():
        scope = {row["sector"]} if row["sector"] != "all" else {*sector.values()}
        if row["pupils"] is not None:
            add(lambda s, c, scope=scope: sector[s] in scope and c in GRADES, row["pupils"], row["pupils"])
        if money and row["low"] is not None:
            add(lambda s, _, scope=scope: sector[s] in scope, row["low"], row["high"], each)
    most = [
        float(next(row["most"] or 10**4 for row in rows if (row["school_id"], row["category"]) == cell))
        for cell in hidden
    ]
    if not hidden:
        return {}
    matrix, low, high = (np.array(part) for part in zip(*conditions, strict=True))
    found = {}
    for cell in hidden:
        ends = []
        for sign in (1, -1):
            costs = np.zeros(len(hidden))
            costs[place[cell]] = sign
            solved = milp(
                costs,
                integrality=np.ones(len(hidden)),
                bounds=Bounds(0, most),
                constraints=LinearConstraint(matrix, low - 1e-6, high + 1e-6),
                options={"time_limit": 20},
            )
            assert solved.x is not None, "what is true has to be possible"
            ends.append(round(solved.x[place[cell]]))
        found[cell] = (ends[0], ends[1])
    return found
