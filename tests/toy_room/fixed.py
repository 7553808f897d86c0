"""What stands before the draw of the turns: every wish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from citycompact.city import CityPackage
from citycompact.doors import Draw, Fixed
from citycompact.facts import canonical_json

_MEANING = {"wishes": "the number of wishes", "wishes_root": "a wish"}


def fixed(facts: CityPackage, rules: Mapping[str, Any], draw: Draw | None = None) -> Fixed:
    """The wishes as records; nothing else is looked at."""
    wishes = facts.table("wishes").select("school_id", "pupils").sort("school_id")
    return Fixed(
        people="wishes",
        who=wishes["school_id"].to_list(),
        records=[canonical_json(row).decode() for row in wishes.iter_rows(named=True)],
        public={},
        meaning=_MEANING,
    )
