"""Funding: a year's budgets of many schools, their check, their public tables, and many what-ifs.

python benchmarks/funding_speed.py [--schools 500] [--categories 60] [--what-ifs 200]

Every ratio is from the same run. Beside ours stands the plain way: each line in decimals, and the factor of
the envelope by halving an interval until the sum is right to the cent.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from citycompact.funding import FundingRules, check, decide, public_budgets, read_funding, totals

CENT = Decimal("0.01")


def city(folder: Path, schools: int, categories: int):
    """A city with every category counted at every school, and a year before."""
    chance = random.Random(15)
    (folder / "city.toml").write_text('id = "bench"\nname = "Bench"\n')
    (folder / "operators.csv").write_text("operator_id,name,sector\nd,D,district\nc,C,charter\n")
    names = [f"S{n:04}" for n in range(schools)]
    listed = "".join(f"{name},{name},{'dc'[n % 2]}\n" for n, name in enumerate(names))
    (folder / "schools.csv").write_text("school_id,name,operator_id\n" + listed)
    grades, needs = (
        [f"g{n}" for n in range(categories // 2)],
        [f"n{n}" for n in range(categories - categories // 2)],
    )
    counts, previous = ["school_id,category,pupils"], ["school_id,amount,pupils"]
    for name in names:
        pupils = 0
        for grade in grades:
            number = chance.randint(10, 60)
            pupils += number
            counts.append(f"{name},{grade},{number}")
        counts += [f"{name},{need},{chance.randint(0, pupils // 4)}" for need in needs]
        previous.append(f"{name},{pupils * chance.randint(11_000, 16_000)},{pupils}")
    (folder / "counts.csv").write_text("\n".join(counts) + "\n")
    (folder / "previous.csv").write_text("\n".join(previous) + "\n")
    weights = [{"category": g, "weight": Decimal(100 + n) / 100} for n, g in enumerate(grades)]
    weights += [
        {"category": n, "weight": Decimal(5 + 3 * k) / 100, "need": True} for k, n in enumerate(needs)
    ]
    rules = {
        "foundation": Decimal("9876.54"),
        "rounding": "cent",
        "weights": weights,
        "hold_harmless": {"loss": Decimal("0.02")},
    }
    return read_funding(folder), rules


def plain(facts, rules: FundingRules) -> dict[str, Decimal]:
    """Totals in the way that one would write down first."""
    weights = {item.category: item.weight for item in rules.weights}
    amounts: dict[str, Decimal] = {}
    for school, category, pupils in (
        facts.tables["counts"].select("school_id", "category", "pupils").iter_rows()
    ):
        each = (rules.foundation * weights[category]).quantize(CENT, ROUND_HALF_UP)
        amounts[school] = amounts.get(school, Decimal(0)) + (pupils * each).quantize(CENT, ROUND_HALF_UP)
    rows = facts.tables["previous"].select("school_id", "amount").iter_rows()
    floors = {school: amount * (1 - rules.hold_harmless.loss) for school, amount in rows}
    low, high = Decimal(0), Decimal(100)
    while True:
        factor = (low + high) / 2
        found = {school: max(amount * factor, floors[school]) for school, amount in amounts.items()}
        rest = sum(found.values()) - rules.envelope
        if abs(rest) < CENT:
            return found
        low, high = (low, factor) if rest > 0 else (factor, high)


def timed(what, times: int = 3) -> float:
    """The shortest of some runs, in seconds."""
    best = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        what()
        best = min(best, time.perf_counter() - began)
    return best


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--schools", type=int, default=500)
    parser.add_argument("--categories", type=int, default=60)
    parser.add_argument("--what-ifs", type=int, default=200)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        facts, said = city(Path(folder), given.schools, given.categories)
    free = FundingRules.model_validate(said)
    envelope = Decimal(totals(facts, free).total).scaleb(-2) * Decimal("0.99")
    rules = FundingRules.model_validate({**said, "envelope": envelope.quantize(CENT)})
    result = decide(facts, rules)
    assert check(facts, rules, result).holds
    lines = result.tables["allocations"].height
    print(f"{given.schools} schools x {given.categories} categories: {lines:,} lines")
    ours = timed(lambda: decide(facts, rules))
    theirs = timed(lambda: plain(facts, rules), 1)
    alone = timed(lambda: totals(facts, rules))
    print(f"decide, with tables   {ours:6.3f} s")
    print(f"totals alone          {alone:6.3f} s   the plain way: {theirs:.3f} s, {theirs / alone:.1f} times")
    print(f"check                 {timed(lambda: check(facts, rules, result)):6.3f} s")
    print(f"public tables         {timed(lambda: public_budgets(facts, rules, result), 1):6.3f} s")
    began = time.perf_counter()
    for number in range(given.what_ifs):
        other = rules.model_copy(
            update={"foundation": rules.foundation + number, "envelope": envelope.quantize(CENT)}
        )
        totals(facts, other)
    spent = time.perf_counter() - began
    print(f"{given.what_ifs} what-ifs          {spent:6.1f} s   {spent / given.what_ifs * 1e3:.0f} ms each")


if __name__ == "__main__":
    main()
