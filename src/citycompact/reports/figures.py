"""Charts of reports: Altair, drawn to SVG, each with a caption that says in words what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
import vl_convert

SECTOR_COLOURS = {"district": "#2c6da4", "charter": "#c1571b", "partnership": "#2e7d4f"}


@dataclass(frozen=True)
class Figure:
    """A chart as inline SVG, with what it says in words and the numbers behind it."""

    title: str
    text: str
    svg: str
    table: pl.DataFrame | None = None


def svg(chart: Any) -> str:
    """A chart as SVG in the style of every report."""
    styled = (
        # Vega would write each mark's exact value into the SVG for screen readers, small counts included; the
        # figure has its own text and table instead.
        chart.configure(font="system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif", aria=False)
        .configure_axis(
            labelFontSize=12,
            titleFontSize=12,
            gridColor="#e6eaee",
            domainColor="#8d9297",
            titleFontWeight="normal",
        )
        .configure_legend(labelFontSize=12, symbolType="square")
        .configure_view(stroke=None)
        .configure_header(labelFontSize=13, labelFontWeight="bold")
    )
    return vl_convert.vegalite_to_svg(styled.to_dict())
