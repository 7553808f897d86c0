"""Facts and rules for the room's decision, on which each table of its result has rows."""

from __future__ import annotations

from decimal import Decimal

from small_budgets import city, rules, whole_rules


def example(decision, folder):
    """Four schools: one at its floor, one at its cap, one new and one that closed; a levy and moves.

    There is no envelope and no step of concentration, so that nothing that is promised stays untested.
    """
    facts = city(
        folder,
        "A,K,40\nA,1-5,100.5\nA,low_income,30\nB,K,20\nB,1-5,60\nB,low_income,50\nC,1-5,90",
        previous="A,1400000,140\nB,700000,90\nD,5,1",
        in_kind="A,transport,20000.5\nA,building,1\nB,transport,300",
        levies="parks,100000.01\nlibraries,7",
        moves="m1,K,A,B,2027-10-04\nm1,low_income,A,B,2027-10-04\nm2,1-5,,C,2028-01-10\nm3,1-5,B,,2028-02-01",
    )
    more = whole_rules()
    for gone in ("envelope", "concentration", "weights"):
        more.pop(gone)
    more["base"] = {"amount": Decimal("50000.5")}
    return facts, rules(**more), None
