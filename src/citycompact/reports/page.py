"""A report on one page: no scripts, nothing loaded from elsewhere, readable on a phone and in print."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


def page(package: str, template: str, **content: Any) -> str:
    """The HTML of a template in a package, in the style of every report.

    Beside its content a template has ``style``, the filter ``count`` for cells of tables, and the macros of
    ``figures.html.jinja`` that lie here.
    """
    loader = ChoiceLoader([PackageLoader(package, "."), PackageLoader("citycompact.reports", ".")])
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    environment.filters["count"] = printed
    style = files("citycompact.reports").joinpath("report.css").read_text(encoding="utf-8")
    return environment.get_template(template).render(style=Markup(style), **content)


def printed(cell: object) -> str:
    """A cell of a table: what is hidden is said to be, numbers get their thousands."""
    if cell is None:
        return "not shown"
    if isinstance(cell, int) and not isinstance(cell, bool):
        return f"{cell:,}"
    return f"{cell:g}" if isinstance(cell, float) else str(cell)
