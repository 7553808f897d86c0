"""Zones keep their place and properties; their rings turn clockwise."""

import json

import shapely

from citycompact.city.map_shapes import map_shapes

RING = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]
HOLE = [[0.5, 0.5], [0.5, 1], [1, 1], [1, 0.5], [0.5, 0.5]]


def shapes(rings):
    feature = {
        "type": "Feature",
        "properties": {"zone": "Z"},
        "geometry": {"type": "Polygon", "coordinates": rings},
    }
    return map_shapes(json.dumps({"type": "FeatureCollection", "features": [feature]}))


def test_rings_turn_clockwise_whichever_way_they_came():
    for ring in (RING, RING[::-1]):
        (shape,) = shapes([ring, HOLE])
        polygon = shapely.from_geojson(json.dumps(shape["geometry"]))
        assert not polygon.exterior.is_ccw
        assert polygon.interiors[0].is_ccw
        assert polygon.equals(shapely.Polygon(RING, [HOLE]))
        assert shape["properties"] == {"zone": "Z"}


def test_a_city_without_zones_has_no_shapes():
    assert map_shapes(json.dumps({"type": "FeatureCollection", "features": []})) == []
