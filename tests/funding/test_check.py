"""The certificate of budgets, tested by faults in what decides: each breaks a finding."""

import sys
from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

from citycompact.funding import check, decide
from citycompact.funding.formula import Formula
from small_budgets import city, rules, whole_rules

COUNTS = "A,K,40\nA,1-5,100.5\nA,low_income,61\nB,K,20\nB,1-5,60\nB,low_income,50\nC,1-5,90"
PREVIOUS = "A,1400000.07,140\nB,700000,90\nC,500000,60"


@pytest.fixture
def facts(tmp_path):
    return city(
        tmp_path,
        COUNTS,
        previous=PREVIOUS,
        in_kind="A,bus,5",
        levies="parks,100.01",
        moves="m,K,A,B,2027-10-04",
    )


def broken(facts, agreed, result):
    return {item.name for item in check(facts, agreed, result).findings if item.promised and not item.holds}


def everything(**more):
    said = {**whole_rules(), "envelope": Decimal("2900000"), **more}
    said.pop("weights")
    return rules(**{name: value for name, value in said.items() if value is not None})


def test_it_holds_with_every_rule(facts):
    agreed = everything()
    assert broken(facts, agreed, decide(facts, agreed)) == set()


def test_another_pupil_is_looked_at_only_where_it_is_promised(facts):
    beside = {name: whole_rules()[name] for name in ("levies", "mid_year")}
    for more, promised in (
        ({}, True),
        ({"envelope": 2600000}, False),
        ({"concentration": whole_rules()["concentration"]}, False),
        ({"base": {"amount": 5, "below": 9}}, False),
        ({"base": {"amount": 5}}, True),
    ):
        agreed = rules(**beside, **more)
        names = {item.name for item in check(facts, agreed, decide(facts, agreed)).findings}
        assert ("another_pupil_takes_nothing" in names) is promised


FAULTS = {
    "a weight is read in binary": ("formula.half_up", lambda value: int(float(value) + 0.4999)),
    "a need is taken for a pupil": ("formula.Formula.pupils", lambda self, counts: sum(counts.values())),
    "floors are rounded down": ("limits.rounded_up", lambda value: value.numerator // value.denominator),
    "caps are rounded up": ("limits.rounded_down", lambda value: -(-value.numerator // value.denominator)),
    "the charter's school has no floor": (
        "totals.limits",
        lambda real: lambda *given: {**real(*given), "B": type(real(*given)["B"])()},
    ),
    "the last units go to the first schools": (
        "totals.shared",
        lambda real: lambda a, b, e: (real(a, b, e)[0], _other_remainder(real(a, b, e)[1])),
    ),
    "a levy goes by pupils where it goes by formula": (
        "decide.levies_of",
        lambda real: lambda *given: [(levy, "A", units) for levy, _, units in real(*given)],
    ),
    "a day is lost on the way": (
        "decide.moved_money",
        lambda real: lambda *given: {s: (g - 1 if g else 0, n) for s, (g, n) in real(*given).items()},
    ),
}


def _other_remainder(totals):
    names = sorted(totals)
    return {**totals, names[0]: totals[names[0]] + 1, names[-1]: totals[names[-1]] - 1}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_decider_is_found(facts, monkeypatch, fault):
    place, planted = FAULTS[fault]
    module, _, name = place.partition(".")
    owner = sys.modules[f"citycompact.funding.{module}"]
    if name == "Formula.pupils":
        owner, name = Formula, "pupils"
    if planted.__code__.co_varnames == ("real",):
        planted = planted(getattr(owner, name))
    both = [
        everything(foundation=Decimal("8000.02"), levies={"by": "formula"}, envelope=envelope)
        for envelope in (Decimal("2900000"), None)
    ]
    for agreed in both:
        assert broken(facts, agreed, decide(facts, agreed)) == set()
    monkeypatch.setattr(owner, name, planted)
    assert any(broken(facts, agreed, decide(facts, agreed)) for agreed in reversed(both))


def test_a_formula_that_looks_at_the_sector_is_found(facts, monkeypatch):
    real = Formula.lines

    def kinder(self, counts):
        found = real(self, counts)
        return (
            [
                replace(line, per_pupil=line.per_pupil + 1, amount=line.amount + line.pupils // 100)
                for line in found
            ]
            if counts.get("K") == 2000
            else found
        )

    monkeypatch.setattr(Formula, "lines", kinder)
    agreed = everything(envelope=None)
    assert {"both_sectors_alike", "lines_recompute"} <= broken(facts, agreed, decide(facts, agreed))


def test_a_factor_that_is_not_the_least_is_found(tmp_path):
    facts = city(tmp_path, "A,K,1", previous="A,20000,1")
    agreed = rules(hold_harmless={"loss": 0}, envelope=20000)
    result = decide(facts, agreed)
    assert result.values["factor"] == "0"
    lie = replace(result, values={**result.values, "factor": "1/2"})
    assert broken(facts, agreed, lie) == {"one_factor_for_all"}


@pytest.mark.parametrize(
    ("table", "column"), [("allocations", "line"), ("schools", "amount"), ("payments", "paid")]
)
def test_a_cell_that_is_empty_is_named_and_ends_nothing(facts, table, column):
    result = decide(facts, everything())
    emptied = result.tables[table].with_columns(
        pl.lit(None, result.tables[table].schema[column]).alias(column)
    )
    certificate = check(facts, everything(), replace(result, tables={**result.tables, table: emptied}))
    assert not certificate.holds
    assert column in certificate.findings[0].examples[0]


@pytest.mark.parametrize("factor", ["", "x", "1/0", "-1", None])
def test_a_factor_that_is_none_is_found(facts, factor):
    result = decide(facts, everything())
    lie = replace(result, values={**result.values, "factor": factor})
    assert "one_factor_for_all" in broken(facts, everything(), lie)


def test_who_pays_a_school_where_nobody_is_counted_is_found(facts):
    agreed = everything()
    result = decide(facts, agreed)
    paid = pl.when(pl.col("school_id") == "D").then(Decimal(5)).otherwise(pl.col("amount"))
    schools = result.tables["schools"].with_columns(amount=paid.cast(pl.Decimal(38, 6)))
    lie = replace(result, tables={**result.tables, "schools": schools})
    assert {"envelope_is_met", "lines_sum_up"} <= broken(facts, agreed, lie)
