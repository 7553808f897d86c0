"""Pictures of indicators and of the network, as SVG files; the pages give the same numbers in words."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl
import vl_convert

from citycompact.city import LEVEL_NAMES, map_shapes
from citycompact.compact import Tie, places_on_circle, say_group
from citycompact.words import Language

_COLOURS = ["#12375e", "#c05600", "#2e8540", "#7a3e9d", "#565c65"]
_FORMATS = {"share": "%", "count": ",.0f", "dollars": "$,.0f", "points": ",.1f"}


@lru_cache(maxsize=128)
def indicator_chart(
    points: tuple[tuple[str, str, float], ...],
    targets: tuple[tuple[str, float], ...],
    unit: str,
    language: Language,
) -> str:
    """Lines of an indicator, one a group, with each target as a dashed line.

    Parameters
    ----------
    points
        ``(group, day, value)``.
    targets
        ``(group, target)``.
    """
    groups = list(dict.fromkeys(group for group, _, _ in points))[:5]
    names = [say_group(group, language) for group in groups]
    rows = pl.DataFrame(
        [(say_group(g, language), d, v) for g, d, v in points if g in groups],
        schema={"group": pl.String, "day": pl.String, "value": pl.Float64},
        orient="row",
    )
    colour = alt.Color(
        "group:N",
        scale=alt.Scale(domain=names, range=_COLOURS[: len(names)]),
        legend=alt.Legend(title=None, orient="top", labelLimit=300) if len(names) > 1 else None,
    )
    axis = alt.Axis(format=_FORMATS[unit], tickCount=5)
    line = (
        alt.Chart(rows)
        .mark_line(point=alt.OverlayMarkDef(size=60), strokeWidth=2.5)
        .encode(
            x=alt.X("day:T", title=None, axis=alt.Axis(format="%Y", tickCount="year")),
            y=alt.Y("value:Q", title=None, axis=axis),
            color=colour,
        )
    )
    wanted = [(say_group(group, language), value) for group, value in targets if group in groups]
    layers = [line]
    if wanted:
        goals = pl.DataFrame(wanted, schema={"group": pl.String, "value": pl.Float64}, orient="row")
        word = "meta" if language == "es" else "target"
        layers.append(
            alt.Chart(goals).mark_rule(strokeDash=[6, 4], strokeWidth=1.6).encode(y="value:Q", color=colour)
        )
        layers.append(
            alt.Chart(goals)
            .mark_text(align="left", dx=4, dy=-7, fontSize=12)
            .encode(x=alt.value(0), y="value:Q", text=alt.value(word), color=colour)
        )
    chart = (
        alt.layer(*layers).properties(width=560, height=230, background="#ffffff").configure_view(stroke=None)
    )
    chart = chart.configure_axis(labelFontSize=13, gridColor="#e6e6e6").configure_legend(labelFontSize=13)
    return str(vl_convert.vegalite_to_svg(chart.to_dict()))


@lru_cache(maxsize=32)
def zone_map(zones: str, values: tuple[tuple[str, float], ...], unit: str, language: Language) -> str:
    """A map for each level of attendance zones, darker where the value is larger;
    zones without one are grey."""
    known = dict(values)
    shapes = map_shapes(zones)
    low, high = min(known.values()), max(known.values())
    colour = alt.Color(
        "properties.value:Q",
        scale=alt.Scale(domain=[low, high], range=["#dceaf5", "#12375e"]),
        legend=alt.Legend(title=None, format=_FORMATS[unit], orient="bottom", direction="horizontal"),
    )
    panels = []
    named = {shape["properties"].get("level", "") for shape in shapes}
    for level in [*(x for x in LEVEL_NAMES if x in named), *sorted(named - set(LEVEL_NAMES))]:
        mine = [
            {**s, "properties": {**s["properties"], "value": known.get(s["properties"]["zone"])}}
            for s in shapes
            if s["properties"].get("level", "") == level
        ]
        name = LEVEL_NAMES.get(level, {}).get(language, level)
        # Altair takes data of any shape; its types know tables only.
        data: Any = alt.InlineData(values=mine)
        grey = alt.Chart(data).mark_geoshape(fill="#eeeeee", stroke="#ffffff", strokeWidth=0.8)
        filled: Any = alt.InlineData(values=[s for s in mine if s["properties"]["value"] is not None])
        blue = alt.Chart(filled).mark_geoshape(stroke="#ffffff", strokeWidth=0.8).encode(color=colour)
        panels.append(
            alt.layer(grey, blue).project(type="mercator").properties(width=195, height=195, title=name)
        )
    chart = (
        alt.hconcat(*panels, background="#ffffff").configure_view(stroke=None).configure_title(fontSize=13)
    )
    return str(vl_convert.vegalite_to_svg(chart.to_dict()))


def network_picture(ties: tuple[Tie, ...], names: dict[str, str], lost: frozenset[tuple[str, str]]) -> str:
    """Organizations on a circle, a line for each tie: the wider, the more people;
    dashed where one person holds it alone."""
    used = [key for key in names if any(key in (t.first, t.second) for t in ties)]
    place = places_on_circle(used, 150)
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-400 -215 800 430" width="800" height="430" '
        'font-family="Source Sans Pro, Helvetica, Arial, sans-serif" font-size="13"><rect x="-400" '
        'y="-215" width="800" height="430" fill="#fff"/>'
    ]
    for tie in ties:
        (x1, y1), (x2, y2) = place[tie.first], place[tie.second]
        thread = (tie.first, tie.second) in lost
        colour, dashes = ("#b50909", ' stroke-dasharray="7 5"') if thread else ("#2c6da4", "")
        width = 1.5 + 1.5 * len(tie.people)
        parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
            f'stroke-width="{width:.1f}"{dashes} stroke-opacity="0.75"/>'
        )
    for key in used:
        x, y = place[key]
        anchor = "middle" if abs(x) < 20 else ("start" if x > 0 else "end")
        dx, dy = (0, -16 if y < 0 else 26) if anchor == "middle" else (14 if x > 0 else -14, 4)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="9" fill="#12375e"/>')
        parts.append(
            f'<text x="{x + dx:.1f}" y="{y + dy:.1f}" text-anchor="{anchor}" '
            f'fill="#1b1b1b">{_escaped(names[key])}</text>'
        )
    return "".join(parts) + "</svg>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
