"""The list of a table: filtered, sorted, and each row as cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Field,
    ForeignKey,
    Model,
    OrderBy,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from citycompact.web.tables.cells import words_of
from citycompact.web.tables.opened import Opened, with_related
from citycompact.web.tables.row_faults import field_of
from citycompact.web.tables.row_forms import label_of

MOST_CHOICES = 50
"""A column with more values than these is found by words."""


@dataclass(frozen=True)
class Choice:
    """A filter of one column: what there is to choose, and what is chosen."""

    name: str
    label: str
    options: list[tuple[str, str]]
    chosen: str


@dataclass(frozen=True)
class Heading:
    """The head of a column: where a click on it leads, and how the list is sorted by it."""

    label: str
    query: str = ""
    sorted: str = ""


def choices_of(opened: Opened, asked: QueryDict) -> list[Choice]:
    """The filters of a list: columns of few values, with those that stand in rows one sees."""
    found = []
    for field in opened.columns:
        options = _options(opened, field)
        if 1 < len(options) <= MOST_CHOICES:
            name = f"is-{field.name}"
            chosen = asked.get(name, "")
            known = chosen if chosen in dict(options) else ""
            found.append(Choice(name, label_of(opened.page, field.name), options, known))
    return found


def _options(opened: Opened, field: Field[Any, Any]) -> list[tuple[str, str]]:
    if field.choices:
        return [(str(key), str(label)) for key, label in field.flatchoices]
    if isinstance(field, BooleanField):
        return [("true", _("yes")), ("false", _("no"))]
    if isinstance(field, ForeignKey) and field != opened.page.key:
        there = field.related_model
        assert isinstance(there, type)
        keys = opened.rows().order_by().values_list(field.attname, flat=True).distinct()
        used = [key for key in keys[: MOST_CHOICES + 2] if key is not None]
        if len(used) > MOST_CHOICES:
            return []
        named = with_related(there._default_manager.filter(pk__in=used))
        return sorted(((str(row.pk), str(row)) for row in named), key=lambda option: option[1])
    return []


def filtered(opened: Opened, asked: QueryDict, choices: Sequence[Choice]) -> QuerySet[Model]:
    """The rows that hold the words asked for and what is chosen; what makes no sense is left out."""
    rows = opened.rows()
    for word in asked.get("q", "").replace("\0", "")[:200].split():
        wanted = Q()
        for field in opened.columns:
            for path in _texts(field):
                wanted |= Q(**{f"{path}__icontains": word})
        rows = rows.filter(wanted)
    for choice in choices:
        if choice.chosen:
            name = choice.name.removeprefix("is-")
            value: object = choice.chosen
            if isinstance(field_of(opened.page.model, name), BooleanField):
                value = choice.chosen == "true"
            rows = rows.filter(**{name: value})
    return rows


def _texts(field: Field[Any, Any]) -> list[str]:
    """Where the words of a column stand: in itself, or in the texts of the row that it leads to."""
    if isinstance(field, ForeignKey):
        there = field.related_model
        assert isinstance(there, type)
        if there._meta.label_lower == "site.user":
            return []
        named = [item for item in there._meta.concrete_fields if item.name in ("name", "pledge", "what")]
        return [f"{field.name}__{item.name}" for item in named]
    return [field.name] if isinstance(field, CharField | TextField) and not field.choices else []


def sort_of(opened: Opened, asked: QueryDict) -> str:
    """The column by which the list is sorted, with a minus for the other way; empty for its own order."""
    wanted = asked.get("sort", "")
    known = {field.name for field in opened.columns}
    return wanted if wanted.removeprefix("-") in known else ""


def ordered(opened: Opened, rows: QuerySet[Model], sort: str) -> QuerySet[Model]:
    """Rows in an order that is the same on every page; closed lists in the order of their choices."""
    page = opened.page
    names = [sort] if sort else list(page.order or page.model._meta.ordering or ())
    return rows.order_by(*(_by(page.model, n) if isinstance(n, str) else n for n in names), "pk")


def _by(model: type[Model], name: str) -> OrderBy | str:
    plain = name.removeprefix("-")
    field = None if "__" in plain or plain == "pk" else field_of(model, plain)
    if field is None or not field.choices or isinstance(field, BooleanField):
        return name
    cases = [When(**{plain: key}, then=Value(n)) for n, (key, _label) in enumerate(field.flatchoices)]
    place = Case(*cases, default=Value(len(cases)))
    return place.desc() if name.startswith("-") else place.asc()


def kept(asked: QueryDict, *but: str) -> dict[str, str]:
    """What an address asks for, to be asked for again by the links of the page."""
    return {name: str(asked[name]) for name in asked if name not in but and asked[name]}


def headings(opened: Opened, asked: QueryDict, sort: str) -> list[Heading]:
    """The heads of the list's columns, after that of the rows' names."""
    keep = kept(asked, "page", "sort")
    found = []
    for field in opened.shown(opened.page.shown):
        up = sort == field.name
        query = urlencode({**keep, "sort": f"-{field.name}" if up else field.name})
        way = "ascending" if up else "descending" if sort == f"-{field.name}" else ""
        found.append(Heading(label_of(opened.page, field.name), query, way))
    shown = (label for item in opened.page.computed if item.listed for label in item.labels.values())
    return found + [Heading(str(label)) for label in shown]


def cells_of(opened: Opened, rows: Sequence[Model]) -> list[tuple[Model, list[str]]]:
    """Each row with the cells of its columns as a person reads them."""
    fields = opened.shown(opened.page.shown)
    computed = computed_cells(opened, rows, in_list=True)
    return [
        (row, [words_of(row, field) for field in fields] + [str(cell) for cell in computed[row.pk]])
        for row in rows
    ]


def computed_cells(opened: Opened, rows: Sequence[Model], in_list: bool = False) -> dict[Any, list[Any]]:
    """What stands in the columns that no field keeps: a number, or words."""
    found: dict[Any, list[Any]] = {row.pk: [] for row in rows}
    for item in opened.page.computed:
        if item.listed or not in_list:
            values = item.values(rows)
            for key, cells in found.items():
                cells += [cell if isinstance(cell, int) else str(cell) for cell in values[key]]
    return found
