"""Charts of the first page of staff, as SVG that a phone shows at its own size; drawn once for each data."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from citycompact.city import map_shapes
from citycompact.reports.figures import svg

_WIDTH = 300
_FITTED = alt.AutoSizeParams(type="fit-x", contains="padding")
_NOW, _THEN, _TROUBLE, _QUIET = "#12375e", "#c05600", "#b50909", "#8aa9c4"


@lru_cache(maxsize=64)
def curves(points: tuple[tuple[str, int, int], ...], days_before: str) -> str:
    """How a count grew up to a deadline, a line for each year; the first is this year's.

    Parameters
    ----------
    points
        ``(year, days before the deadline, count up to the end of that day)``.
    days_before
        What the days are called.
    """
    years = list(dict.fromkeys(year for year, _, _ in points))
    rows = pl.DataFrame(points, schema={"year": pl.String, "day": pl.Int64, "count": pl.Int64}, orient="row")
    scale = alt.Scale(domain=years, range=[_NOW, _THEN][: len(years)])
    dashes = alt.Scale(domain=years, range=[[1, 0], [6, 4]][: len(years)])
    chart = (
        alt.Chart(rows)
        .mark_line(strokeWidth=2.5, interpolate="step-after", point=len(points) == len(years))
        .encode(
            x=alt.X(
                "day:Q",
                title=days_before,
                scale=alt.Scale(reverse=True, nice=False),
                axis=alt.Axis(tickMinStep=1, grid=False),
            ),
            y=alt.Y("count:Q", title=None, axis=alt.Axis(format=",d", tickCount=5, tickMinStep=1)),
            color=alt.Color(
                "year:N",
                scale=scale,
                legend=alt.Legend(orient="top", title=None, labelLimit=280, symbolType="stroke", columns=1),
            ),
            strokeDash=alt.StrokeDash("year:N", scale=dashes, legend=None),
        )
    )
    return svg(chart.properties(width=_WIDTH, height=190, autosize=_FITTED))


@lru_cache(maxsize=64)
def against_seats(rows: tuple[tuple[str, int, int | None, bool], ...], asked: str, seats: str) -> str:
    """Bars of how many asked, red where that is trouble, with a stroke at the number of seats.

    Parameters
    ----------
    rows
        ``(name, seats, how many asked or None where that is not shown, whether that is trouble)``.
    asked, seats
        What the two are called.
    """
    table = pl.DataFrame(
        [(name, there, asked_, _TROUBLE if bad else _QUIET) for name, there, asked_, bad in rows],
        schema={"name": pl.String, "seats": pl.Int64, "asked": pl.Int64, "colour": pl.String},
        orient="row",
    )
    base = alt.Chart(table).encode(y=_names(table))
    axis = alt.Axis(format=",d", tickCount=4, tickMinStep=1)
    bars = base.mark_bar(height=11).encode(
        x=alt.X("asked:Q", title=f"▬ {asked}   | {seats}", axis=axis),
        color=alt.Color("colour:N", scale=None),
    )
    ticks = base.mark_tick(thickness=3, height=17, color="#1b1b1b").encode(x="seats:Q")
    return svg((bars + ticks).properties(width=_WIDTH, height=alt.Step(24), autosize=_FITTED))


@lru_cache(maxsize=64)
def bars(rows: tuple[tuple[str, int], ...]) -> str:
    """A bar with its number for each name."""
    table = pl.DataFrame(rows, schema={"name": pl.String, "count": pl.Int64}, orient="row")
    base = alt.Chart(table).encode(
        y=_names(table), x=alt.X("count:Q", title=None, axis=None, scale=alt.Scale(nice=False))
    )
    numbers = base.mark_text(align="left", dx=4, fontSize=12).encode(text=alt.Text("count:Q", format=",d"))
    drawn = base.mark_bar(height=13, color=_NOW) + numbers
    return svg(drawn.properties(width=_WIDTH, height=alt.Step(24), autosize=_FITTED))


def _names(table: pl.DataFrame) -> alt.Y:
    """Names down the side, in the order of the table; what is too long ends in an ellipsis."""
    return alt.Y(
        "name:N", title=None, sort=table["name"].to_list(), axis=alt.Axis(labelLimit=140, ticks=False)
    )


@lru_cache(maxsize=16)
def zone_map(
    zones: str,
    counts: tuple[tuple[str, int], ...],
    schools: tuple[tuple[float, float], ...],
    titles: tuple[tuple[str, str], ...],
) -> str:
    """Zones of each level that has a count, darker where it is larger, with the schools as points.

    Parameters
    ----------
    zones
        GeoJSON.
    schools
        ``(longitude, latitude)``.
    titles
        ``(level, what its map is called)``; any other is called by its own name.
    """
    known = dict(counts)
    levels: dict[str, list[dict[str, Any]]] = {}
    for shape in map_shapes(zones):
        said = shape["properties"]
        filled = {**said, "count": known.get(str(said["zone"]), 0)}
        levels.setdefault(said.get("level", ""), []).append({**shape, "properties": filled})
    counted = {
        level: shapes
        for level, shapes in levels.items()
        if any(shape["properties"]["count"] for shape in shapes)
    }
    most = max(known.values(), default=1)
    colour = alt.Color(
        "properties.count:Q",
        scale=alt.Scale(domain=[0, most], range=["#eef4f9", "#2c6da4"]),
        legend=alt.Legend(title=None, orient="bottom", format=",d", tickMinStep=1, gradientLength=180),
    )
    places = pl.DataFrame(schools, schema={"x": pl.Float64, "y": pl.Float64}, orient="row")
    points = (
        alt.Chart(places)
        .mark_circle(size=26, color="#c05600", opacity=1, stroke="#ffffff", strokeWidth=0.7)
        .encode(longitude="x:Q", latitude="y:Q")
    )
    panels = []
    named, shown = dict(titles), counted or levels
    for level in [*(x for x in named if x in shown), *sorted(shown.keys() - named)]:
        shapes, title = shown[level], named.get(level, level)
        data: Any = alt.InlineData(values=shapes)
        filled_in = alt.Chart(data).mark_geoshape(stroke="#8d9297", strokeWidth=0.7).encode(color=colour)
        layers = filled_in + points if schools else alt.layer(filled_in)
        panels.append(layers.project(type="mercator").properties(width=_WIDTH, height=220, title=title))
    return svg(alt.vconcat(*panels))
