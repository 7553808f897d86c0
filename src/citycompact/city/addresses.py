"""From an address to a place and a zone: interpolation in address ranges, then point in polygon.

An address range is a street with the house numbers at its two ends and where these are, as in the
Census Bureau's TIGER/Line files; a number between them lies between them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import shapely


@dataclass(frozen=True)
class AddressRange:
    """One street: its first and last house number, and the place (latitude, longitude) of each."""

    street: str
    first: int
    last: int
    start: tuple[float, float]
    end: tuple[float, float]


def number_and_street(address: str) -> tuple[int, str]:
    """House number and street of an address, without the flat; 0 where it begins with no number."""
    found = re.match(
        r"^(?:(\d{1,9})[a-z]?\s+)?(.+?)\s*(?:,.*|#.*|\b(?:apt|unit)\b.*)?$", address.strip(), re.IGNORECASE
    )
    return (int(found[1] or 0), found[2]) if found else (0, "")


def locate(address: str, ranges: Iterable[AddressRange]) -> tuple[float, float] | None:
    """Place of an address, or None where no street and number fit; an address without a number is one of a
    range that has the number 0."""
    number, street = number_and_street(address)
    for item in ranges:
        if item.first <= number <= item.last and street_key(item.street) == street_key(street):
            share = (number - item.first) / max(1, item.last - item.first)
            return (
                round(item.start[0] + share * (item.end[0] - item.start[0]), 5),
                round(item.start[1] + share * (item.end[1] - item.start[1]), 5),
            )
    return None


def zone_of(latitude: float, longitude: float, zones: str | None, level: str | None = None) -> str | None:
    """Zone (of a level, where zones have levels) that a place lies in, None for none.

    ``zones`` is GeoJSON text with properties ``zone`` and, if any, ``level``.
    """
    if zones is None:
        return None
    point = shapely.Point(longitude, latitude)
    for feature in json.loads(zones)["features"]:
        properties = feature["properties"]
        if level is not None and properties.get("level") not in (None, level):
            continue
        if shapely.from_geojson(json.dumps(feature["geometry"])).covers(point):
            return str(properties["zone"])
    return None


_SHORT = {"ave": "avenue", "av": "avenue", "st": "street", "rd": "road", "blvd": "boulevard", "dr": "drive"}


@lru_cache(maxsize=100_000)
def street_key(street: str) -> str:
    """What two spellings of one street share; case, punctuation and usual short forms do not matter."""
    words = re.sub(r"[^\w\s]", " ", street.lower()).split()
    # "St" is a saint at the beginning and a street at the end.
    return " ".join(_SHORT.get(word, word) if place else word for place, word in enumerate(words))
