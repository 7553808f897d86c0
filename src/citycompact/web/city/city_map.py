"""The city as a small map that needs no other server: its zones, streets and schools in one drawing."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from citycompact.web.city.models import City, School, Street

WIDTH = 720.0
_MARGIN = 0.03
_MOST_STREETS = 3000
"""More streets than this make a drawing too large to send, and too dense to read."""


@dataclass(frozen=True)
class Bounds:
    """The part of the earth that the map shows, in degrees, and its height in the drawing's units.

    Equirectangular: a degree of longitude is as long as it is in the middle of the map.
    """

    west: float
    south: float
    east: float
    north: float

    @property
    def height(self) -> float:
        """Height of the drawing, whose width is :data:`WIDTH`."""
        across = (self.east - self.west) * math.cos(math.radians((self.north + self.south) / 2))
        return WIDTH * (self.north - self.south) / across

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a place lies in the drawing."""
        return (
            round(WIDTH * (longitude - self.west) / (self.east - self.west), 1),
            round(self.height * (self.north - latitude) / (self.north - self.south), 1),
        )

    def holds(self, latitude: float, longitude: float) -> bool:
        """Whether a place lies on the map."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


@dataclass(frozen=True)
class CityMap:
    """What is drawn: ``zones`` as paths with their names, ``streets`` as lines, ``schools`` as points with
    their names."""

    bounds: Bounds
    zones: list[tuple[str, str]]
    streets: list[tuple[float, float, float, float]]
    schools: list[tuple[str, float, float]]


def city_map() -> CityMap | None:
    """The map of the city; None where nothing of it has a place."""
    city = City.objects.get()
    rings = _rings(city.zones or "")
    schools = [
        (name, latitude, longitude)
        for name, latitude, longitude in School.objects.values_list("name", "latitude", "longitude")
        if latitude is not None and longitude is not None
    ]
    ends = ("first_latitude", "first_longitude", "last_latitude", "last_longitude")
    streets = list(Street.objects.values_list(*ends)[:_MOST_STREETS])
    places = [(latitude, longitude) for _name, latitude, longitude in schools]
    places += [place for a, b, c, d in streets for place in ((a, b), (c, d))]
    places += [(latitude, longitude) for _name, ring in rings for longitude, latitude in ring]
    if len(set(places)) < 2:
        return None
    bounds = _around(places)
    return CityMap(
        bounds,
        [(name, _path(bounds, ring)) for name, ring in rings],
        [(*bounds.at(a, b), *bounds.at(c, d)) for a, b, c, d in streets],
        [(name, *bounds.at(latitude, longitude)) for name, latitude, longitude in schools],
    )


def _around(places: list[tuple[float, float]]) -> Bounds:
    south, north = min(p[0] for p in places), max(p[0] for p in places)
    west, east = min(p[1] for p in places), max(p[1] for p in places)
    edge = max(north - south, east - west, 0.01) * _MARGIN
    return Bounds(west - edge, south - edge, east + edge, north + edge)


@lru_cache(maxsize=4)
def _rings(zones: str) -> tuple[tuple[str, tuple[tuple[float, float], ...]], ...]:
    """Outer and inner rings of the zones of the first level, each with the zone's name."""
    features = json.loads(zones)["features"] if zones else []
    first = features[0]["properties"].get("level") if features else None
    return tuple(
        (str(feature["properties"]["zone"]), ring)
        for feature in features
        if feature["properties"].get("level") == first
        for ring in _of(feature["geometry"])
    )


def _of(geometry: dict[str, object]) -> Iterator[tuple[tuple[float, float], ...]]:
    shapes = geometry["coordinates"]
    assert isinstance(shapes, list)
    for polygon in shapes if geometry["type"] == "MultiPolygon" else [shapes]:
        for ring in polygon:
            yield tuple((float(point[0]), float(point[1])) for point in ring)


def _path(bounds: Bounds, ring: tuple[tuple[float, float], ...]) -> str:
    points = [bounds.at(latitude, longitude) for longitude, latitude in ring]
    return "M" + "L".join(f"{x} {y}" for x, y in points) + "Z"
