"""A report is one page that needs nothing else."""

import pytest

from citycompact.reports.page import page, printed


@pytest.mark.parametrize(
    ("cell", "text"), [(None, "not shown"), (12345, "12,345"), (0.5, "0.5"), (True, "True"), ("a", "a")]
)
def test_cells_as_people_read_them(cell, text):
    assert printed(cell) == text


def test_the_figures_of_a_page_are_escaped_and_their_numbers_are_there():
    import polars as pl
    from markupsafe import Markup

    figure = {
        "title": "A <b>",
        "text": "T",
        "svg": Markup("<svg></svg>"),
        "table": pl.DataFrame({"n": [1234, None]}),
    }
    source = '{% from "figures.html.jinja" import charts %}{{ charts(figures) }}{{ style }}'
    from unittest.mock import patch

    from jinja2 import DictLoader

    with patch("citycompact.reports.page.PackageLoader", side_effect=_loader(source, DictLoader)):
        html = page("anywhere", "t", figures=[figure])
    assert "A &lt;b&gt;" in html
    assert "<svg></svg>" in html
    assert "1,234" in html
    assert "not shown" in html
    assert "--ink" in html


def _loader(source, kind):
    from jinja2 import PackageLoader

    def make(package, folder):
        return kind({"t": source}) if package == "anywhere" else PackageLoader(package, folder)

    return make
