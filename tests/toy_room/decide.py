"""The loans: one school after the other gets as many vans as its pupils need, while there are any."""

from __future__ import annotations

import polars as pl

from citycompact.city import CityPackage
from citycompact.doors import Draw, Result
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
