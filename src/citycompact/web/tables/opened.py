"""A table as one person has it open: which rows and columns they see, and which of them they change."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.db.models import Field, ForeignKey, Model, Q, QuerySet
from django.http import Http404, HttpRequest

from citycompact.facts import canonical_json, sha256_hex
from citycompact.web.declarations import hidden, rows_kept, table_pages
from citycompact.web.rows import keys_of
from citycompact.web.site.access import access_of
from citycompact.web.tables.row_faults import field_of
from citycompact.web.tables.spreadsheets import text_of


class Opened:
    """A table page in the roles of the person behind a request.

    Raises
    ------
    Http404
        Where there is no such table, or none for this person.
    """

    def __init__(self, request: HttpRequest, name: str) -> None:
        page = table_pages().get(name)
        if page is None or not access_of(request).roles & page.readers.keys():
            raise Http404
        self.page = page
        self.request = request
        self.roles = access_of(request).roles & page.readers.keys()

    def rows(self, roles: Iterable[str] | None = None) -> QuerySet[Model]:
        """The rows that one sees in one's roles, or in some of them."""
        every = self.page.model._default_manager.all()
        scopes = [self.page.readers[role](self.request) for role in (self.roles if roles is None else roles)]
        if not scopes:
            return every.none()
        # Q() takes all rows, and "or" would leave it out.
        if not all(scopes):
            return every
        wanted = scopes[0]
        for scope in scopes[1:]:
            wanted |= scope
        return every.filter(wanted)

    def row(self, key: str, rows: QuerySet[Model] | None = None) -> Model:
        """One of these rows by its key; Http404 where it is none of them, or no key at all."""
        given = keys_of(self.page.model, [key])
        found = (self.rows() if rows is None else rows).filter(pk__in=given).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def _hidden(self) -> frozenset[str]:
        return hidden(self.page.model, self.roles)

    def sees(self, name: str) -> bool:
        """Whether a column is shown in one's roles."""
        return name not in self._hidden

    def shown(self, names: Iterable[str]) -> list[Field[Any, Any]]:
        """The fields of those columns that one sees."""
        return [field_of(self.page.model, name) for name in names if self.sees(name)]

    @cached_property
    def columns(self) -> list[Field[Any, Any]]:
        """Every column that one sees."""
        return self.shown(self.page.columns)

    def header(self, field: Field[Any, Any]) -> str:
        """What a column is called in a spreadsheet: as in its table of facts, where it stands in one."""
        kept = rows_kept().get(self.page.model)
        same = (name for name, item in (kept.fields if kept else {}).items() if item == field)
        return next(same, field.name)

    @property
    def key_of_facts(self) -> list[str]:
        """The fields by which a row is known in its table of facts, where that is another key than ours and
        one sees them all; else none."""
        kept = rows_kept().get(self.page.model)
        if kept is None or self.page.key_is_given:
            return []
        fields = [kept.fields[name] for name in kept.table.key]
        return [field.name for field in fields] if set(fields) <= set(self.columns) else []

    @property
    def computed(self) -> list[str]:
        """Names of the columns that no field keeps, in a spreadsheet."""
        return [name for item in self.page.computed for name in item.labels]

    @property
    def may_add(self) -> bool:
        """Whether one makes new rows."""
        return bool(self.page.add & self.roles)

    @property
    def may_remove(self) -> bool:
        """Whether one takes rows away."""
        return bool(self.page.remove & self.roles)

    @cached_property
    def writing(self) -> list[tuple[frozenset[str], Q]]:
        """Columns that one changes, and of which rows, role by role."""
        return [
            (frozenset(filter(self.sees, names)), self.page.readers[role](self.request))
            for role, names in self.page.writers.items()
            if role in self.roles and names
        ]

    @property
    def writes(self) -> bool:
        """Whether one changes anything here."""
        return bool(self.writing) or self.may_add

    def writable(self, keys: Iterable[Any]) -> dict[Any, frozenset[str]]:
        """Key of a row that one sees to the columns of it that one changes."""
        keys = list(keys)
        found: dict[Any, frozenset[str]] = dict.fromkeys(keys, frozenset())
        for columns, scope in self.writing:
            mine = keys
            if scope:
                rows = self.page.model._default_manager.filter(scope, pk__in=keys)
                mine = list(rows.values_list("pk", flat=True))
            for key in mine:
                found[key] |= columns
        return found

    @property
    def asked_when_new(self) -> list[str]:
        """Columns that are asked of a new row."""
        key = [self.page.key.name] if self.page.key_is_given else []
        return [name for name in dict.fromkeys((*key, *self.page.fields)) if self.sees(name)]


def digest_of(opened: Opened, rows: QuerySet[Model]) -> str:
    """What stands in some rows, in the columns that one sees, as a fingerprint: does it still stand there?"""
    fields = opened.columns
    cells = [[text_of(getattr(row, item.attname)) for item in fields] for row in rows.order_by("pk")]
    return sha256_hex(canonical_json(cells))


def with_related(rows: QuerySet[Model]) -> QuerySet[Model]:
    """The rows with whatever their names rest on, in one query."""
    return rows.select_related(*_paths(rows.model, 3))


def _paths(model: type[Model], depth: int) -> list[str]:
    found = []
    for field in model._meta.concrete_fields:
        there = field.related_model
        if isinstance(field, ForeignKey) and isinstance(there, type) and there is not model:
            found.append(field.name)
            if depth > 1 and not field.null:
                found += [f"{field.name}__{path}" for path in _paths(there, depth - 1)]
    return found
