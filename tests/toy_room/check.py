"""Whether the loans keep what is promised: no van twice, and nobody with a better claim left out."""

from __future__ import annotations

from citycompact.city import CityPackage
from citycompact.doors import Certificate, Finding, Result
from toy_room.rules import VanRules


def check(facts: CityPackage, rules: VanRules, result: Result) -> Certificate:
    """Findings: ``within_vans`` and ``enough_or_none``."""
    pupils = dict(facts.table("wishes").select("school_id", "pupils").iter_rows())
    loans = dict(result.tables["loans"].select("school_id", "vans").iter_rows())
    over = [] if sum(loans.values()) <= facts.table("vans")["vans"].sum() else ["more vans than there are"]
    wrong = [
        school
        for school, vans in loans.items()
        if vans and not (vans - 1) * rules.pupils_a_van < pupils[school] <= vans * rules.pupils_a_van
    ]
    wrong += sorted(pupils.keys() ^ loans.keys())
    return Certificate(
        (
            Finding("within_vans", True, len(over), tuple(over)),
            Finding("enough_or_none", True, len(wrong), tuple(wrong)),
        )
    )
