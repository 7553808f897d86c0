"""Who runs a school, by the management type that the district publishes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from citycompact.importers.baltimore.written import joined


@dataclass(frozen=True)
class Management:
    """A management type: its operator in the package, the sector, and how children come to its schools.

    ``chosen`` is False where a team or the district places a child: such schools take no part in a match.
    """

    operator_id: str
    name: str
    sector: str
    chosen: bool = True


TYPES = {
    "traditional": Management("traditional", "Baltimore City Public Schools: traditional", "district"),
    "alternative": Management(
        "alternative", "Baltimore City Public Schools: alternative", "district", chosen=False
    ),
    "separate public day": Management(
        "separate-public-day", "Baltimore City Public Schools: separate public day", "district", chosen=False
    ),
    "charter": Management("charter", "Charter operators", "charter"),
    "charter-conversion": Management("charter-conversion", "Charter operators: conversions", "charter"),
    "contract": Management("contract", "Contract operators", "partnership"),
    "transformation": Management("transformation", "Transformation operators", "partnership"),
    "alternative program - contract": Management(
        "alternative-program-contract",
        "Contract operators: alternative programs",
        "partnership",
        chosen=False,
    ),
}
"""Management type, folded, to what it is here. The data names no charter's operator, so each type is one."""


def folded_type(text: str) -> str:
    """A management type in small letters on one line: “Charter- Conversion” is “charter-conversion”."""
    return re.sub(r"(?<=\w)-\s+", "-", joined(text)).casefold()
