"""Charts draw what they are given: every bar that may be shown, and of the rest no length and no number."""

import re

import polars as pl
import pytest

from citycompact.enrollment.report import charts
from citycompact.enrollment.statistics import RECEIVED


def bars(svg):
    """How many marks of the chart are drawn."""
    inside = re.sub(r'<g class="mark-(?:rule|text|group).*?</g>', "", svg)
    return len(re.findall(r'<path aria-label|<path d="M[^"]*h[^"]*v[^"]*h[^"]*Z"', inside))


def received(*rows):
    schema = {"value": pl.String, "received": pl.String, "n": pl.Int64, "applicants": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_what_was_received_stands_by_value_and_keeps_its_numbers():
    counts = received(("K", RECEIVED[0], 30, 50), ("K", RECEIVED[5], 20, 50), ("9", RECEIVED[0], 40, 40))
    figure = charts.received_chart(counts, "Title", "Words", ["K", "9"])
    assert (figure.title, figure.text) == ("Title", "Words")
    assert figure.table.equals(counts)
    for word in ("K", "9", RECEIVED[0], RECEIVED[5]):
        assert f">{word}<" in figure.svg
    assert f">{charts.NOT_SHOWN}<" not in figure.svg


def test_hidden_parts_are_drawn_as_one_piece_that_says_so():
    counts = received(("K", RECEIVED[0], 30, 50), ("K", RECEIVED[1], None, 50), ("K", RECEIVED[2], None, 50))
    svg = charts.received_chart(counts, "T", "W", ["K"]).svg
    assert f">{charts.NOT_SHOWN}<" in svg
    parted = received(("K", RECEIVED[0], 30, 50), ("K", RECEIVED[1], 13, 50), ("K", RECEIVED[2], 7, 50))
    assert bars(parted_svg := charts.received_chart(parted, "T", "W", ["K"]).svg) == bars(svg) + 1
    assert f">{charts.NOT_SHOWN}<" not in parted_svg


def seats(*rows):
    schema = {"sector": pl.String, "grade": pl.String, "seats": pl.Int64, "filled": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_seats_whose_filling_is_hidden_are_drawn_as_seats_alone():
    shown = charts.seats_chart(seats(("district", "K", 50, 30), ("charter", "9", 20, 20)), "W").svg
    assert f">{charts.NOT_SHOWN}<" not in shown
    assert ">filled<" in shown
    assert ">district<" in shown
    hidden = charts.seats_chart(seats(("district", "K", 50, None), ("charter", "9", 20, 20)), "W").svg
    assert f">{charts.NOT_SHOWN}<" in hidden


def test_a_histogram_leaves_out_bins_that_are_hidden():
    def drawn(n):
        frame = pl.DataFrame(
            {"low": [0.0, 1.0], "high": [1.0, 2.0], "sector": ["district"] * 2, "n": [20, n]},
            schema_overrides={"n": pl.Int64},
        )
        return charts.histogram_chart(frame, "km", "T", "axis", "W", "applicants")

    assert bars(drawn(15).svg) == bars(drawn(None).svg) + 1
    assert drawn(None).table.columns == ["km from", "to", "sector", "applicants"]


def programs(*rows):
    schema = {
        "label": pl.String,
        "sector": pl.String,
        "seats": pl.Int64,
        "applications": pl.Int64,
        "first_choices": pl.Int64,
        "waitlist": pl.Int64,
        "applications_per_seat": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_demand_names_its_programs_and_shows_an_empty_list_too():
    figure = charts.demand_chart(programs(("Ash & Birch", "charter", 20, 50, 10, 30, 2.5)), "W")
    assert ">Ash &amp; Birch<" in figure.svg
    assert "applications_per_seat" not in figure.table.columns
    assert charts.demand_chart(programs(), "W").table.is_empty()


def test_the_map_shows_every_school_with_and_without_zones():
    schools = pl.DataFrame(
        {
            "longitude": [-81.0, -81.1],
            "latitude": [42.0, 42.1],
            "seats": [10, 400],
            "sector": ["district", "charter"],
        }
    )
    zone = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"zone":"Z"},"geometry":'
        '{"type":"Polygon","coordinates":[[[-81.2,41.9],[-80.9,41.9],[-80.9,42.2],[-81.2,41.9]]]}}]}'
    )
    without, within = (charts.map_chart(schools, zones, "W").svg for zones in (None, zone))
    assert without.count("translate(") >= 2
    assert within.count("<path") > without.count("<path")


def test_published_demand_has_a_point_for_each_program_whose_count_is_shown():
    def points(simulated):
        frame = pl.DataFrame(
            {"published_applicants": [10, 40, 90], "applications": simulated},
            schema_overrides={"applications": pl.Int64},
        )
        svg = charts.published_chart(frame, "W").svg
        return len(re.findall(r'fill="#2c6da4"', svg))

    assert points([12, 33, 95]) == points([12, None, 95]) + 1
    assert points([None, None, None]) == 0


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", 'a"b', "Ñandú & Co"])
def test_a_name_from_the_citys_files_stays_text(text):
    svg = charts.demand_chart(programs((text, "charter", 20, 50, 10, 30, 2.5)), "W").svg
    assert "<script" not in svg
