"""What the toy room declares: this is all that a room has to say."""

from __future__ import annotations

from pathlib import Path

from citycompact.city import TABLES as CITY
from citycompact.city import CityPackage, package_digests, read_city
from citycompact.doors import Decision, Room, Section
from citycompact.facts import Column, Table
from toy_room.check import check, check_turns
from toy_room.decide import decide, decide_turns
from toy_room.explain import explain, explain_turns
from toy_room.fixed import fixed
from toy_room.rules import TurnRules, VanRules, sentences, signed_draw, turn_sentences

TABLES = (
    Table(
        "vans",
        (Column("operator_id", "id", True), Column("vans", "integer", True, minimum=0)),
        key=("operator_id",),
        references=(("operator_id", "operators", "operator_id"),),
        required=True,
    ),
    Table(
        "wishes",
        (Column("school_id", "id", True), Column("pupils", "integer", True, minimum=1)),
        key=("school_id",),
        references=(("school_id", "schools", "school_id"),),
        required=True,
    ),
)


def read(path: Path) -> CityPackage:
    """The city's operators and schools beside the room's own tables."""
    return read_city(path, (CITY["operators"], CITY["schools"], *TABLES))


ROOM = Room(
    name="vans",
    sections=(Section("vans", VanRules, sentences), Section("turns", TurnRules, turn_sentences)),
    tables=TABLES,
    decisions=(
        Decision(
            name="loans",
            sections=("vans",),
            read=read,
            digests=package_digests,
            decide=decide,
            check=check,
            explain=explain,
            result={"loans": {"school_id": "text", "vans": "integer", "reason": "text"}},
            who="school_id",
            receipt_tables=("loans",),
        ),
        Decision(
            name="turns",
            sections=("vans", "turns"),
            read=read,
            digests=package_digests,
            decide=decide_turns,
            check=check_turns,
            explain=explain_turns,
            result={"turns": {"school_id": "text", "turn": "integer"}},
            who="school_id",
            receipt_tables=("turns",),
            drawn=True,
            signed_draw=signed_draw,
            fixed=fixed,
        ),
    ),
)
