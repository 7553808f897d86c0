"""Whether the loans keep what is promised: no van twice, and nobody with a better claim left out.

Whether the turns do: each school has one, and nobody stands before whom rules and draw put first.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from citycompact.city import CityPackage
from citycompact.doors import Certificate, Finding, Result
from citycompact.facts import canonical_json, sha256_hex
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


def check_turns(facts: CityPackage, rules: Mapping[str, Any], result: Result) -> Certificate:
    """Findings: ``each_once`` and ``by_draw``."""
    pupils = dict(facts.table("wishes").select("school_id", "pupils").iter_rows())
    seed = None if result.draw is None else result.draw.seed
    turns = result.tables["turns"].sort("turn")
    order = turns["school_id"].to_list()
    once = sorted(order) == sorted(pupils) and turns["turn"].to_list() == [n + 1 for n in range(len(pupils))]
    drawn = {school: sha256_hex(canonical_json([seed, school])) for school in order}
    late = set()
    if rules["turns"].first == "one_van":
        late = {school for school, number in pupils.items() if number > rules["vans"].pupils_a_van}
    wrong = [
        f"{one} before {other}"
        for one, other in pairwise(order)
        if (one in late, drawn[one]) > (other in late, drawn[other])
    ]
    return Certificate(
        (
            Finding("each_once", True, 0 if once else 1, () if once else ("not each school has one turn",)),
            Finding("by_draw", True, len(wrong), tuple(wrong)),
        )
    )
