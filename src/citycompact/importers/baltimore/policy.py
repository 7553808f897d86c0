"""A first rulebook: what is publicly known of how Baltimore's schools admit, for a board to correct."""

from __future__ import annotations

from citycompact.importers.baltimore.applicants import MAXIMUM_CHOICES
from citycompact.importers.baltimore.programs import Program


def rulebook_text(city_id: str, year: int, programs: list[Program]) -> str:
    """The rules as a rulebook: unsigned, since no sector of the city has agreed on them.

    A child goes on at its own school by right, for which the seats suffice. A zone comes first at its own
    school, also where that is a conversion charter, and the lottery decides at other charters.
    """
    lines = [
        "# A first draft by City Compact, of what is publicly known; see import-report.md.",
        "[rulebook]",
        f'name = "Baltimore City, a first draft for {year}"',
        f'version = "{year}"',
        f'city = "{city_id}"',
        'signing_sectors = ["district", "charter"]',
        "",
        "# Of a draw nothing is published; this one shows how one is agreed on.",
        "[enrollment.draw]",
        'kind = "numbers"',
        'event = "No real drawing: an example"',
        f"at = {year}-02-15T10:00:00",
        "count = 6",
        "highest = 49",
        "",
        "[enrollment.choices]",
        f"maximum = {MAXIMUM_CHOICES}",
        "",
        "[enrollment.mechanism]",
        'name = "deferred_acceptance"',
        "",
        "[enrollment.groups.zone]",
        'kind = "zone"',
        'labels = { en = "lives in the school\'s zone", es = "vive en la zona de la escuela" }',
        "",
        "[enrollment.groups.sibling_attending]",
        'kind = "sibling_attending"',
        'claim = "sibling"',
        'labels = { en = "brother or sister at the school", es = "hermano o hermana en la escuela" }',
        "",
        "# A child goes on at its own school.",
        "[[enrollment.guarantees]]",
        'kind = "current_school"',
        "",
        "[enrollment.priorities]",
        'default = ["zone", "sibling_attending"]',
    ]
    sectors = {program.school.management.sector for program in programs}
    by_lot = [
        f'{sector} = ["sibling_attending"]' for sector in ("charter", "partnership") if sector in sectors
    ]
    if by_lot:
        lines += ["", "[enrollment.priorities.sectors]", *by_lot]
    zoned = [
        f'"{program.program_id}" = ["zone", "sibling_attending"]'
        for program in programs
        if program.school.zone is not None and program.school.management.sector != "district"
    ]
    if zoned:
        lines += [
            "",
            "# Schools of other operators that have a zone keep it.",
            "[enrollment.priorities.programs]",
            *zoned,
        ]
    return "\n".join(lines) + "\n"
