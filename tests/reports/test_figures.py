"""A chart as a picture that says no number beside what is drawn."""

import altair as alt
import polars as pl

from citycompact.reports.figures import SECTOR_COLOURS, svg


def test_a_chart_has_no_hidden_numbers():
    rows = pl.DataFrame({"a": ["x", "y"], "n": [3, 70]})
    drawn = svg(alt.Chart(rows).mark_bar().encode(x="n:Q", y="a:N"))
    assert drawn.startswith("<svg")
    assert "aria-label" not in drawn


def test_every_sector_has_a_colour_of_its_own():
    assert len(set(SECTOR_COLOURS.values())) == 3
