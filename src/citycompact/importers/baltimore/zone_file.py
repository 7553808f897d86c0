"""The file of elementary zones: each with the number of its school and its own name."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from citycompact.city.zones import zones_problems
from citycompact.facts import FactsError, Files, Problem, text_of, unfit_in_id
from citycompact.facts.json_text import json_of
from citycompact.importers.baltimore.written import joined, school_number

ZONE_FILE = "elementary_zones_2018_19.geojson"
NAME, NUMBER = "Zone_Name", "Prog_No"


@dataclass(frozen=True)
class Zone:
    """A zone: ``zone`` is what the package calls it; ``named`` whether the file gives it that name.

    ``numbers`` are the other columns of the file that hold the school's number, as they stand there.
    """

    zone: str
    number: str
    named: bool
    geometry: dict[str, Any]
    properties: dict[str, Any]


def read_zones(files: Files) -> tuple[list[Zone], list[Problem]]:
    """Zones of the file, and every problem of it; a zone without a name is called after its number."""
    if ZONE_FILE not in files:
        near = next((name for name in files if name.lower() == ZONE_FILE), None)
        if near:
            return [], [Problem(near, "is not read.", f"Name it {ZONE_FILE}.")]
        return [], [Problem(ZONE_FILE, "is missing.", f"Add it, with the properties {NUMBER} and {NAME}.")]
    try:
        content = json_of(text_of(files[ZONE_FILE], ZONE_FILE), ZONE_FILE)
    except FactsError as error:
        return [], error.problems
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        mend = "Export all zones as one GeoJSON FeatureCollection."
        return [], [Problem(ZONE_FILE, "has no features.", mend)]
    zones, problems = [], []
    for place, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        properties = properties if isinstance(properties, dict) else {}
        there = f"It has {', '.join(sorted(map(str, properties)))}." if properties else "It has none."
        absent = [name for name in (NUMBER, NAME) if name not in properties]
        problems += [
            Problem(ZONE_FILE, f"feature {place} has no property {name}.", there, column=name)
            for name in absent
        ]
        if absent:
            continue
        number = school_number(str(properties[NUMBER]))
        if number is None:
            mend = "Write the number of the zone's school, such as 4."
            message = f"feature {place} has no number of a school."
            problems.append(
                Problem(ZONE_FILE, message, mend, column=NUMBER, value=str(properties[NUMBER])[:60])
            )
            continue
        name = joined(str(properties[NAME] or ""))
        if unfit := unfit_in_id(name):
            message = f"feature {place} has a name that no zone can have."
            mend = f"Take out {', '.join(f'U+{ord(c):04X}' for c in unfit)}."
            problems.append(Problem(ZONE_FILE, message, mend, column=NAME, value=name[:60]))
            continue
        zones.append(
            Zone(name or f"Zone {number}", number, bool(name), feature.get("geometry") or {}, properties)
        )
    for column, values in ((NAME, [z.zone for z in zones]), (NUMBER, [z.number for z in zones])):
        for value in sorted({value for value in values if values.count(value) > 1}):
            mend = "Join the parts of one zone to a MultiPolygon, or give each its own."
            problems.append(Problem(ZONE_FILE, "is given to two zones.", mend, column=column, value=value))
    if not problems:
        problems = [
            Problem(ZONE_FILE, p.message, p.mend, p.row, p.column, p.value)
            for p in zones_problems(geojson(zones))
        ]
    return zones, problems


def geojson(zones: list[Zone]) -> str:
    """The zones as a package has them: property ``zone``, and beside it what the file says."""
    features = [
        {
            "type": "Feature",
            "properties": {**zone.properties, "zone": zone.zone, "school_id": zone.number},
            "geometry": zone.geometry,
        }
        for zone in zones
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False) + "\n"
