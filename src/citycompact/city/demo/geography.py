"""Where the demo city lies: neighbourhoods, distances, attendance zones.

It lies in the middle of Lake Erie, so that nobody takes it for a real one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]

ORIGIN = (42.20, -81.20)
"""Latitude and longitude of the south-west corner."""
KM_PER_DEGREE = (111.2, 82.4)
"""Kilometres per degree of latitude and of longitude there."""
NAMES = (
    "Harbor",
    "Millside",
    "Old Town",
    "Northfield",
    "Cedar Park",
    "Eastgate",
    "Foundry",
    "Lakeview",
    "Prospect",
    "Riverbend",
    "St. Clair",
    "Union Hill",
    "Westmoor",
    "Orchard",
    "Granite",
    "Fairmount",
)


@dataclass(frozen=True, eq=False)
class Geography:
    """Neighbourhoods by centre (km east and north of the corner), spread, income and weight."""

    side_km: float
    centre: Floats
    spread: Floats
    income: Floats
    weight: Floats

    @classmethod
    def draw(cls, rng: np.random.Generator, schools: int) -> Geography:
        """Draw a city whose area grows with its schools; income falls from one side to the other."""
        side = 1.9 * float(np.sqrt(schools))
        count = len(NAMES)
        grid = np.array([(i % 4, i // 4) for i in range(count)], dtype=float)
        centre = (grid + 0.5 + rng.uniform(-0.25, 0.25, grid.shape)) / 4 * side
        slope = (centre[:, 0] + centre[:, 1]) / (2 * side)
        income = np.clip(slope + rng.normal(0, 0.18, count), 0.02, 0.98)
        return cls(
            side, centre, rng.uniform(0.06, 0.11, count) * side, income, rng.dirichlet(np.full(count, 4.0))
        )

    def draw_homes(self, rng: np.random.Generator, count: int) -> tuple[NDArray[np.int64], Floats]:
        """Neighbourhood and place (km) of homes; shapes (count,) and (count, 2)."""
        where = rng.choice(len(self.weight), size=count, p=self.weight)
        place = self.centre[where] + rng.normal(0, 1, (count, 2)) * self.spread[where, None]
        return where, np.clip(place, 0, self.side_km)


def coordinates(place: Floats) -> tuple[Floats, Floats]:
    """Latitude and longitude of places in km, to 10 metres (five decimals would name a door)."""
    latitude = ORIGIN[0] + place[:, 1] / KM_PER_DEGREE[0]
    longitude = ORIGIN[1] + place[:, 0] / KM_PER_DEGREE[1]
    return np.round(latitude, 4), np.round(longitude, 4)


def zones_geojson(side_km: float, levels: dict[str, tuple[list[str], Floats]]) -> str:
    """Attendance zones as GeoJSON (RFC 7946): every place belongs to the nearest school of a level.

    ``levels`` maps a level to its zone ids and the places (km) of their schools.
    """
    features = []
    boundary = shapely.box(0, 0, side_km, side_km)
    for level, (names, places) in levels.items():
        sites = shapely.multipoints(shapely.points(places))
        cells = shapely.get_parts(shapely.voronoi_polygons(sites, extend_to=boundary))
        tree = cKDTree(places)
        # One school has no neighbour to draw a border with, so its zone is the whole city.
        for cell in cells if len(cells) else [boundary]:
            zone = shapely.intersection(cell, boundary)
            _, owner = tree.query(shapely.get_coordinates(shapely.point_on_surface(zone))[0])
            latitude, longitude = coordinates(shapely.get_coordinates(zone))
            ring = [[x, y] for x, y in zip(longitude.tolist(), latitude.tolist(), strict=True)]
            if not shapely.is_ccw(shapely.get_exterior_ring(zone)):
                ring.reverse()
            features.append(
                {
                    "type": "Feature",
                    "properties": {"zone": names[owner], "level": level},
                    "geometry": {"type": "Polygon", "coordinates": [ring]},
                }
            )
    features.sort(key=lambda feature: str(feature["properties"]))
    return json.dumps({"type": "FeatureCollection", "features": features}) + "\n"
