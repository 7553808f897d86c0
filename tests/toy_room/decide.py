"""The loans: one school after the other gets as many vans as its pupils need, while there are any.

The turns: schools choose their vans in the order of a draw.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Draw, Result
from citycompact.facts import canonical_json, sha256_hex
from toy_room.rules import VanRules


def decide(facts: CityPackage, rules: VanRules, draw: Draw | None = None) -> Result:
    """Table ``loans``: school_id, vans, reason (``enough`` or ``none_left``)."""
    left = int(facts.table("vans")["vans"].sum())
    rows = []
    wishes = facts.table("wishes").sort(
        ["pupils", "school_id"], descending=[rules.order == "large_first", False]
    )
    for school, pupils in wishes.select("school_id", "pupils").iter_rows():
        needed = -(-pupils // rules.pupils_a_van)
        given = needed if needed <= left else 0
        left -= given
        rows.append((school, given, "enough" if given else "none_left"))
    schema = {"school_id": pl.String, "vans": pl.Int64, "reason": pl.String}
    return Result(
        {"loans": pl.DataFrame(rows, schema=schema, orient="row").sort("school_id")}, {"left": left}
    )


def decide_turns(facts: CityPackage, rules: Mapping[str, Any], draw: Draw | None = None) -> Result:
    """Table ``turns``: school_id, turn (from 1)."""
    assert draw is not None
    wishes = facts.table("wishes").select("school_id", "pupils").iter_rows()
    keys = [
        (
            rules["turns"].first == "one_van" and pupils > rules["vans"].pupils_a_van,
            sha256_hex(canonical_json([draw.seed, school])),
            school,
        )
        for school, pupils in wishes
    ]
    rows = [(school, turn) for turn, (*_, school) in enumerate(sorted(keys), start=1)]
    schema = {"school_id": pl.String, "turn": pl.Int64}
    return Result({"turns": pl.DataFrame(rows, schema=schema, orient="row").sort("school_id")}, draw=draw)
