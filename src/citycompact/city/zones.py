"""What is wrong with a file of attendance zones (GeoJSON: RFC 7946)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import shapely

from citycompact.facts import Problem

ZONES = "zones.geojson"
_AREAS = ("Polygon", "MultiPolygon")
_DEGREES = "Export it in degrees of longitude and latitude (WGS 84, EPSG:4326)."


def zones_problems(text: str, per_check: int = 100) -> list[Problem]:
    """Every zone that cannot be read, or that no place can lie in; of one kind at most so many by themselves.

    A feature is named by its place in the file, the first being 1, which is all that each surely has.
    """
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        ends = error.pos >= len(text.rstrip())
        said = "ends in the middle; it is cut off." if ends else f"is no JSON: {error.msg}."
        mend = "Export it again, whole." if ends else "Export it again as GeoJSON."
        return [Problem(ZONES, said, mend, error.lineno)]
    except RecursionError:
        return [Problem(ZONES, "is nested too deeply to be GeoJSON.", "Export it again as GeoJSON.")]
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or content.get("type") != "FeatureCollection":
        return [
            Problem(ZONES, "is no FeatureCollection.", "Export all zones as one GeoJSON FeatureCollection.")
        ]
    found: dict[str, list[Problem]] = {}
    for number, feature in enumerate(features, start=1):
        for message, mend, value in _of_feature(feature):
            said = f"feature {number} {message}"
            found.setdefault(message, []).append(Problem(ZONES, said, mend, value=value))
    problems = []
    for same in found.values():
        shown = same if not per_check else same[:per_check]
        problems += shown
        if more := len(same) - len(shown):
            problems.append(Problem(ZONES, f"and {more:,} more like {shown[-1].message}", shown[-1].mend))
    return problems


def _of_feature(feature: Any) -> Iterator[tuple[str, str, str | None]]:
    """Message, mend and value of each fault of a feature."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        yield "is no Feature.", "Export all zones as one GeoJSON FeatureCollection.", None
        return
    properties = feature.get("properties")
    names = sorted(properties) if isinstance(properties, dict) else []
    zone = properties.get("zone") if isinstance(properties, dict) else None
    if not isinstance(zone, str | int | float) or isinstance(zone, bool) or not str(zone).strip():
        there = f"It has {', '.join(map(str, names))}." if names else "It has none."
        yield "has no property zone.", f"Name the one with the zone's name zone. {there}", None
    yield from _of_geometry(feature.get("geometry"))


def _of_geometry(geometry: Any) -> Iterator[tuple[str, str, str | None]]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in _AREAS:
        value = None if kind is None else str(kind)[:40]
        yield "is no area.", f"A zone is a {' or a '.join(_AREAS)}.", value
        return
    try:
        shape = shapely.from_geojson(json.dumps(geometry))
    except shapely.errors.GEOSException:
        yield "has coordinates that cannot be read.", "Draw it again; each ring has to be closed.", None
        return
    if shape.is_empty:
        yield "has no area.", "Draw it, or take it out.", None
        return
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        yield "has coordinates that are no longitude and latitude.", _DEGREES, f"{west:g}, {south:g}"
    elif not shape.is_valid:
        mend = "Mend its outline where it crosses itself."
        yield "has an outline that is none.", mend, shapely.is_valid_reason(shape)
