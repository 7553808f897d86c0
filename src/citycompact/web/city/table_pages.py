"""Pages of the city's own tables: the office keeps them, the auditor reads them."""

from __future__ import annotations

from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citycompact.web.city.models import Operator, Program, Reserve, School, Street
from citycompact.web.roles import AUDITOR, OFFICE
from citycompact.web.table_page import TablePage, every_row

_READERS = {OFFICE: every_row, AUDITOR: every_row}
_OFFICE = frozenset({OFFICE})
_SCHOOL = (
    "name",
    "operator",
    "building_id",
    "address",
    "latitude",
    "longitude",
    "start_time",
    "end_time",
    "zone",
)
_STREET = (
    "street",
    "first",
    "last",
    "first_latitude",
    "first_longitude",
    "last_latitude",
    "last_longitude",
)
_PROGRAM = ("school", "grade", "seats", "name", "tie_break", "min_score", "language", "open_to")

_UNAPPROVED = {"seats_approved_at": None}
SEATS_CHANGED = dict.fromkeys(("school", "grade", "seats", "tie_break", "min_score", "open_to"), _UNAPPROVED)
"""An operator's word is for the seats that it has seen, and for whom they are."""


def reserved_within(row: Reserve | Program) -> list[tuple[str, str]]:
    """Whether the reserves of a program leave it as many seats as it has, as the package is checked later."""
    program = row if isinstance(row, Program) else Program.objects.filter(pk=row.program_id).first()
    if program is None:
        return []
    others = Reserve.objects.filter(program=program)
    mine = 0
    if isinstance(row, Reserve):
        others, mine = others.exclude(pk=row.pk), row.seats
    reserved = mine + (others.aggregate(all=Sum("seats"))["all"] or 0)
    if reserved <= program.seats:
        return []
    counts: dict[str, Any] = {"reserved": reserved, "seats": program.seats}
    return [("seats", _("%(reserved)s seats would be reserved of %(seats)s.") % counts)]


def _numbers_go_up(row: Street) -> list[tuple[str, str]]:
    if row.last >= row.first:
        return []
    return [("last", _("The last number is not less than the first."))]


TABLE_PAGES = (
    TablePage(
        "operators",
        Operator,
        gettext_lazy("Operators"),
        shown=("operator_id", "sector"),
        fields=("name", "sector"),
        readers=_READERS,
        writers={OFFICE: ("name", "sector")},
        add=_OFFICE,
        remove=_OFFICE,
        labels={
            "operator_id": gettext_lazy("operator's id"),
            "name": gettext_lazy("name"),
            "sector": gettext_lazy("sector"),
        },
        order=("name",),
    ),
    TablePage(
        "schools",
        School,
        gettext_lazy("Schools"),
        shown=("school_id", "operator", "address", "zone"),
        fields=_SCHOOL,
        readers=_READERS,
        writers={OFFICE: _SCHOOL},
        add=_OFFICE,
        remove=_OFFICE,
        labels={
            "school_id": gettext_lazy("school's id"),
            "operator": gettext_lazy("operator"),
            "building_id": gettext_lazy("building's id"),
            "latitude": gettext_lazy("latitude"),
            "longitude": gettext_lazy("longitude"),
            "start_time": gettext_lazy("school begins"),
            "end_time": gettext_lazy("school ends"),
            "zone": gettext_lazy("zone"),
        },
    ),
    TablePage(
        "programs",
        Program,
        gettext_lazy("Programs"),
        shown=("program_id", "school", "grade", "seats", "seats_approved_at"),
        fields=_PROGRAM,
        readers=_READERS,
        writers={OFFICE: _PROGRAM},
        add=_OFFICE,
        remove=_OFFICE,
        labels={
            "program_id": gettext_lazy("program's id"),
            "school": gettext_lazy("school"),
            "name": gettext_lazy("name"),
            "tie_break": gettext_lazy("tie-break"),
            "min_score": gettext_lazy("least score"),
            "language": gettext_lazy("language"),
            "open_to": gettext_lazy("open only to the group"),
        },
        resets=SEATS_CHANGED,
        check=reserved_within,
        order=("school__name", "grade", "program_id"),
    ),
    TablePage(
        "reserves",
        Reserve,
        gettext_lazy("Reserved seats"),
        shown=("program", "position", "group", "seats", "hard"),
        fields=("program", "position", "group", "seats", "hard"),
        readers=_READERS,
        writers={OFFICE: ("position", "group", "seats", "hard")},
        add=_OFFICE,
        remove=_OFFICE,
        labels={
            "program": gettext_lazy("program"),
            "position": gettext_lazy("position"),
            "group": gettext_lazy("group"),
            "seats": gettext_lazy("seats"),
            "hard": gettext_lazy("kept for the group alone"),
        },
        check=reserved_within,
        order=("program__school__name", "program", "position"),
    ),
    TablePage(
        "streets",
        Street,
        gettext_lazy("Streets"),
        shown=("street", "first", "last"),
        fields=_STREET,
        readers=_READERS,
        writers={OFFICE: _STREET},
        add=_OFFICE,
        remove=_OFFICE,
        check=_numbers_go_up,
        note=gettext_lazy(
            "House numbers at the two ends of each street and where these are, so that a family's address is "
            "found on the map. An address that was put on the map by hand is a street with one number."
        ),
    ),
)
