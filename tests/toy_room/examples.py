"""Facts, rules and draw for the toy room's decisions, on which each table of a result has rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from citycompact.doors import Decision, Draw, as_rules
from toy_room import ROOM


def example(decision: Decision, folder: Path) -> tuple[Any, Any, Draw | None]:
    """Write an example into a folder and read it."""
    (folder / "city.toml").write_text('id = "town"\nname = "Town"\n')
    (folder / "operators.csv").write_text("operator_id,name,sector\nd,District,district\n")
    (folder / "schools.csv").write_text("school_id,name,operator_id\nA,Ash,d\nB,Birch,d\n")
    (folder / "vans.csv").write_text("operator_id,vans\nd,3\n")
    (folder / "wishes.csv").write_text("school_id,pupils\nA,25\nB,12\n")
    draw = {"kind": "numbers", "event": "Library", "at": "2027-05-03T18:00:00", "count": 6, "highest": 49}
    more = {"turns": {"draw": draw}}
    sections = {item.name: item for item in ROOM.sections if item.name in decision.sections}
    rules = as_rules({name: item.model(**more.get(name, {})) for name, item in sections.items()})
    return decision.read(folder), rules, Draw("04 17 23 38 41 06") if decision.drawn else None
