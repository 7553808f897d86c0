"""The report's charts: Altair, drawn to SVG, each with a caption that says in words what it shows."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from citycompact.city import GRADES, map_shapes
from citycompact.enrollment.statistics import RECEIVED
from citycompact.reports.figures import SECTOR_COLOURS, Figure, svg

# Dark to light for better to worse, and grey for nothing: readable without colour vision, and printed.
_RECEIVED_COLOURS = ["#12375e", "#2c6da4", "#6ba6d6", "#b9d8ee", "#7a5ea8", "#8d9297", "#eef1f3"]
NOT_SHOWN = "not shown"
"""What small counts, and those that would give them away, are drawn as."""
_WIDTH = 400


def received_chart(counts: pl.DataFrame, title: str, text: str, order: list[str]) -> Figure:
    """Stacked shares of what was received, one bar for each value; hidden counts in one piece together."""
    rest = (
        counts.group_by("value", "applicants", maintain_order=True)
        .agg(n=pl.col("applicants").first() - pl.col("n").sum())
        .filter(pl.col("n") > 0)
        .select("value", pl.lit(NOT_SHOWN).alias("received"), "n", "applicants")
    )
    kinds = [*RECEIVED, *([NOT_SHOWN] if rest.height else [])]
    shares = pl.concat([counts, rest]).filter(pl.col("n") > 0)
    shares = shares.with_columns(
        share=pl.col("n") / pl.col("applicants"),
        place=pl.col("received").replace_strict(kinds, list(range(len(kinds)))),
    )
    chart = (
        alt.Chart(shares)
        .mark_bar()
        .encode(
            y=alt.Y("value:N", sort=order, title=None, axis=alt.Axis(labelLimit=130)),
            x=alt.X(
                "share:Q",
                stack=True,
                title="share of applicants",
                axis=alt.Axis(format="%"),
                scale=alt.Scale(domain=[0, 1]),
            ),
            color=alt.Color(
                "received:N",
                scale=alt.Scale(domain=kinds, range=_RECEIVED_COLOURS[: len(kinds)]),
                legend=alt.Legend(title=None, orient="top", columns=3),
            ),
            order="place:Q",
        )
        .properties(width=_WIDTH - 110, height=alt.Step(24))
    )
    return Figure(title, text, svg(chart), counts)


def seats_chart(seats: pl.DataFrame, text: str) -> Figure:
    """Seats filled and empty by grade, a panel for each sector; hidden ones as seats alone."""
    hidden = pl.col("filled").is_null()
    states = ["filled", "empty", *([NOT_SHOWN] if seats["filled"].null_count() else [])]
    long = (
        seats.with_columns(
            (pl.col("seats") - pl.col("filled")).alias("empty"),
            pl.when(hidden).then("seats").alias(NOT_SHOWN),
        )
        .unpivot(states, index=["sector", "grade"], variable_name="state", value_name="count")
        .drop_nulls("count")
    )
    chart = (
        alt.Chart(long)
        .mark_bar()
        .encode(
            x=alt.X("grade:N", sort=list(GRADES), title="grade", axis=alt.Axis(labelAngle=0)),
            y=alt.Y("count:Q", title="seats"),
            color=alt.Color(
                "state:N",
                scale=alt.Scale(domain=states, range=["#2c6da4", "#d5dde4", "#eef1f3"][: len(states)]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            order=alt.Order("state:N", sort="descending"),
        )
        .properties(width=_WIDTH - 50, height=110)
        .facet(
            row=alt.Row(
                "sector:N",
                title=None,
                header=alt.Header(labelAngle=0, labelAnchor="start", labelOrient="top"),
            )
        )
    )
    return Figure("Seats filled", text, svg(chart), seats)


def demand_chart(programs: pl.DataFrame, text: str) -> Figure:
    """Applications for each seat at the most demanded programs."""
    chart = (
        alt.Chart(programs)
        .mark_bar()
        .encode(
            y=alt.Y("label:N", sort=programs["label"].to_list(), title=None, axis=alt.Axis(labelLimit=190)),
            x=alt.X("applications_per_seat:Q", title="applications for each seat"),
            color=_sector_colour(programs),
        )
        .properties(width=_WIDTH - 190, height=alt.Step(20))
    )
    shown = programs.select("label", "sector", "seats", "applications", "first_choices", "waitlist")
    return Figure("Most demanded programs", text, svg(chart), shown)


def histogram_chart(frame: pl.DataFrame, column: str, title: str, axis: str, text: str, unit: str) -> Figure:
    """How often each value occurs, by sector; ``frame`` holds bins: low, high, sector, n."""
    chart = (
        alt.Chart(frame.drop_nulls("n"))
        .mark_bar()
        .encode(
            x=alt.X("low:Q", bin="binned", title=axis),
            x2="high:Q",
            y=alt.Y("sum(n):Q", title=unit),
            color=_sector_colour(frame),
        )
        .properties(width=_WIDTH - 60, height=190)
    )
    return Figure(title, text, svg(chart), frame.rename({"low": f"{column} from", "high": "to", "n": unit}))


def map_chart(schools: pl.DataFrame, zones: str | None, text: str) -> Figure:
    """Where the schools are: size by seats, colour by sector, outlines of attendance zones behind."""
    layers: list[alt.Chart] = []
    if zones is not None:
        shapes: Any = alt.InlineData(values=map_shapes(zones))
        layers.append(alt.Chart(shapes).mark_geoshape(fill="#f6f8fa", stroke="#ccd4da", strokeWidth=0.6))
    layers.append(
        alt.Chart(schools)
        .mark_circle(opacity=0.85, stroke="white", strokeWidth=0.7)
        .encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            size=alt.Size("seats:Q", scale=alt.Scale(range=[15, 260]), legend=None),
            color=_sector_colour(schools),
        )
    )
    chart = alt.layer(*layers).project(type="mercator").properties(width=_WIDTH, height=330)
    return Figure("Where the schools are", text, svg(chart), None)


def published_chart(comparison: pl.DataFrame, text: str) -> Figure:
    """Published against simulated applications, a point for each program, on square-root scales."""
    published, simulated = comparison["published_applicants"].max(), comparison["applications"].max()
    most = float(max(published or 0, simulated or 0, 1))  # type: ignore[arg-type]
    scale = alt.Scale(type="sqrt", domain=[0, most])
    points = (
        alt.Chart(comparison.drop_nulls("applications"))
        .mark_circle(size=14, opacity=0.45, color="#2c6da4")
        .encode(
            x=alt.X("published_applicants:Q", title="published applications", scale=scale),
            y=alt.Y("applications:Q", title="simulated applications", scale=scale),
        )
    )
    equal = alt.Chart(pl.DataFrame({"x": [0.0, most]})).mark_line(color="#c1571b", strokeWidth=1)
    chart = (equal.encode(x=alt.X("x:Q", scale=scale), y=alt.Y("x:Q", scale=scale)) + points).properties(
        width=_WIDTH - 60, height=280
    )
    return Figure("Published and simulated demand", text, svg(chart), comparison)


def _sector_colour(frame: pl.DataFrame) -> alt.Color:
    present = [sector for sector in SECTOR_COLOURS if sector in set(frame["sector"])]
    return alt.Color(
        "sector:N",
        scale=alt.Scale(domain=present, range=[SECTOR_COLOURS[sector] for sector in present]),
        legend=alt.Legend(title=None, orient="top"),
    )
