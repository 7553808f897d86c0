"""Charts are valid SVG that fits a phone, say no hidden number, and are drawn once for the same data."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

from citycompact.web.enrollment.desk import charts

SQUARE = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"zone": name, "level": level},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]],
            },
        }
        for name, level, x in (("A", "elementary", 0), ("B", "elementary", 1), ("C", "high", 0), (7, "", 0))
    ],
}


def texts(svg):
    root = ET.fromstring(svg)
    assert float(root.attrib["width"]) <= 345
    assert "style=" not in svg, "the site's policy lets no style in"
    return [item.text for item in root.iter("{http://www.w3.org/2000/svg}text")]


def test_a_curve_for_each_year():
    points = (("now", 3, 1), ("now", 2, 4), ("then", 3, 2), ("then", 2, 2), ("then", 0, 9))
    said = texts(charts.curves(points, "Days before"))
    assert {"now", "then", "Days before"} <= set(said)
    assert texts(charts.curves((("only", 5, 1),), "Days"))


def test_bars_against_seats_in_the_order_given_and_drawn_once():
    rows = (("Z school <b>", 10, 12, True), ("A school", 30, 2, True), ("M school", 5, 5, False))
    svg = charts.against_seats(rows, "Put first by", "Seats")
    said = texts(svg)
    assert [text for text in said if "school" in text] == [name for name, *_ in rows]
    assert svg.count("#b50909") == 2
    assert charts.against_seats(rows, "Put first by", "Seats") is svg


def test_bars_with_their_numbers():
    said = texts(charts.bars((("One", 1_200), ("Another", 3))))
    assert {"One", "Another", "1,200", "3"} <= set(said)


def test_a_map_for_each_level_that_has_children():
    zones, titles = json.dumps(SQUARE), (("elementary", "Elementary zones"), ("high", "High-school zones"))
    said = texts(charts.zone_map(zones, (("A", 5), ("7", 2)), ((0.5, 0.5),), titles))
    assert "Elementary zones" in said
    assert "High-school zones" not in said
    said = texts(charts.zone_map(zones, (), (), titles))
    assert {"Elementary zones", "High-school zones"} <= set(said), "before anybody has applied"
