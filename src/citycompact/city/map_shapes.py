"""Attendance zones as shapes that a map can draw."""

from __future__ import annotations

import json
from typing import Any

import shapely

from citycompact.words import Language

LEVEL_NAMES: dict[str, dict[Language, str]] = {
    "elementary": {"en": "Elementary zones", "es": "Zonas de primaria"},
    "middle": {"en": "Middle-school zones", "es": "Zonas de secundaria"},
    "high": {"en": "High-school zones", "es": "Zonas de preparatoria"},
}
"""Levels of attendance zones, as their shapes name them."""


def map_shapes(zones: str) -> list[dict[str, Any]]:
    """Features of a GeoJSON text with their rings turned clockwise.

    On D3's sphere a ring as RFC 7946 has it, counterclockwise, is all the rest of the globe.
    """
    return [_clockwise(feature) for feature in json.loads(zones)["features"]]


def _clockwise(feature: dict[str, Any]) -> dict[str, Any]:
    turned = shapely.orient_polygons(shapely.from_geojson(json.dumps(feature["geometry"])), exterior_cw=True)
    return {**feature, "geometry": json.loads(shapely.to_geojson(turned))}
