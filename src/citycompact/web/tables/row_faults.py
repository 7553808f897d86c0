"""What is wrong with a row, for forms, spreadsheets and amendments alike.

A row that stands in a table of facts is written and read by the columns of its own table before it is kept,
so that the site and its packages have one rule for a cell. What no single cell can say (which day comes
before which) a room declares with the pages of the table.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Field, Model
from django.utils.translation import gettext as _

from citycompact.facts import cell_problems
from citycompact.web.city.models import City
from citycompact.web.declarations import rows_kept, table_pages
from citycompact.web.site.problem_words import say_fault
from citycompact.web.table_page import TablePage

Fault = tuple[str, str]
"""A field, or "" for the row itself, and what is wrong, in the language of the page."""


def field_of(model: type[Model], name: str) -> Field[object, object]:
    """A field that the model itself holds, not one that another holds of it."""
    field = model._meta.get_field(name)
    assert isinstance(field, Field)
    return field


def pages_of(model: type[Model]) -> list[TablePage]:
    """Everything that is declared of the pages of a model."""
    return [page for page in table_pages().values() if page.model is model]


def faults_of_days(row: Model) -> list[Fault]:
    """Fields whose days contradict each other or the calendar of the city, each with what is wrong."""
    found = []
    pages = pages_of(type(row))
    for name in dict.fromkeys(name for page in pages for name in page.not_to_come):
        day = getattr(row, name)
        if day is not None and day > City.today():
            found.append((name, _("This day has not come yet.")))
    for earlier, later in dict.fromkeys(pair for page in pages for pair in page.in_order):
        first, second = getattr(row, earlier), getattr(row, later)
        if first is not None and second is not None and second < first:
            words = {"name": field_of(type(row), earlier).verbose_name}
            found.append((later, _("This is before the day “%(name)s”.") % words))
    return found


def faults_of_cells(row: Model) -> list[Fault]:
    """Fields that the table engine would not read back as they are, each with what is wrong; none for
    a row that stands in no table of facts."""
    return faults_of_many([row])[0]


def faults_of_many(rows: Sequence[Model]) -> list[list[Fault]]:
    """The same for many rows of one model, read at once."""
    found: list[list[Fault]] = [[] for _row in rows]
    kept = rows_kept().get(type(rows[0])) if rows else None
    if kept is None:
        return found
    cells = [{name: getattr(row, item.attname) for name, item in kept.fields.items()} for row in rows]
    for problem in cell_problems(cells, kept.table):
        if problem.column is not None and problem.row is not None:
            found[problem.row - 2].append((kept.fields[problem.column].name, say_fault(problem)))
    return found


def faults_of_constraints(row: Model, exclude: Collection[str] = ()) -> list[Fault]:
    """What the database would refuse, in words that name no constraint."""
    found = []
    for constraint in row._meta.constraints:
        try:
            constraint.validate(type(row), row, exclude=set(exclude))
        except ValidationError:
            own = constraint.violation_error_message
            usual = own == constraint.default_violation_error_message
            found.append(("", _("This contradicts another record.") if usual else str(own)))
    return found


def faults_of_row(row: Model) -> list[Fault]:
    """What its model and its room say of a row beyond its cells."""
    found = list(_said_by(row.clean))
    for page in pages_of(type(row)):
        if page.check is not None:
            found += page.check(row)
    if words := why_locked(row):
        found.append(("", words))
    return found


def why_locked(row: Model) -> str:
    """Why a row may not be touched now, by any page of its model; empty where it may."""
    said = (page.locked(row) for page in pages_of(type(row)) if page.locked is not None)
    return next(filter(None, said), "")


def _said_by(clean: Callable[[], None]) -> Iterable[Fault]:
    try:
        clean()
    except ValidationError as error:
        said = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for name, messages in said.items():
            for words in messages:
                yield ("" if name == NON_FIELD_ERRORS else name), words
