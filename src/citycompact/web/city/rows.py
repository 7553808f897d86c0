"""Which models keep the city's tables of operators, schools, programs and reserves."""

from __future__ import annotations

from citycompact.city.tables import TABLES
from citycompact.web.city.models import Operator, Program, Reserve, School
from citycompact.web.rows import Rows

_PAST = "of a past round, to compare a simulation with"

OPERATORS = Rows(TABLES["operators"], Operator)
SCHOOLS = Rows(TABLES["schools"], School)
PROGRAMS = Rows(
    TABLES["programs"],
    Program,
    absent={"published_applicants": _PAST, "published_filled": _PAST},
    own={"seats_approved": "an operator's word for the office, before the freeze"},
)
RESERVES = Rows(TABLES["reserves"], Reserve)
