"""Rows of a spreadsheet held against the table: what would change, and every problem at its cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import F, Field, ForeignKey, Model, UniqueConstraint
from django.utils.translation import gettext as _

from citycompact.web.rows import keys_of
from citycompact.web.tables.cells import Unfit, same, value_of
from citycompact.web.tables.opened import Opened
from citycompact.web.tables.row_faults import (
    Fault,
    faults_of_constraints,
    faults_of_days,
    faults_of_many,
    faults_of_row,
)
from citycompact.web.tables.row_forms import form_of
from citycompact.web.tables.spreadsheets import CellProblem, repeats, text_of


@dataclass
class Record:
    """A row of a file: its number, its key as written, and its cells by the names of the fields."""

    number: int
    key: str
    cells: dict[str, str]


@dataclass
class Judged:
    """A row that would change, or be made.

    Parameters
    ----------
    before
        Of every field that would change, what stands there now; empty for a new row.
    """

    record: Record
    row: Model
    new: bool
    called: str
    before: dict[str, str] = field(default_factory=dict)
    faulty: bool = False

    @property
    def changed(self) -> list[str]:
        """Fields that would change."""
        return list(self.before)


class Judge:
    """Holds records against the rows that a person sees and the columns that they change.

    Parameters
    ----------
    rows
        The rows by their key, as spreadsheets write it: all that one sees, of those that are named.
    """

    def __init__(self, opened: Opened, rows: dict[str, Model]) -> None:
        self.opened, self.page, self.rows = opened, opened.page, rows
        self.problems: list[CellProblem] = []
        self.judged: list[Judged] = []
        self.fields = {item.name: item for item in opened.columns}
        asked = self.page.columns if self.page.key_is_given else self.page.columns[1:]
        self.asked: dict[str, forms.Field] = form_of(self.page, asked)().fields

    def judge(self, records: Sequence[Record]) -> None:
        """Find what would change, and everything that is wrong."""
        self.known = self._known_keys(records)
        self.taken = self._taken(records)
        writable = self.opened.writable([row.pk for row in self.rows.values()])
        for record in records:
            row = self.rows.get(record.key)
            if row is not None:
                self._change(record, row, writable.get(row.pk, frozenset()))
            elif self.opened.may_add and (not record.key or self.page.key_is_given):
                self._make(record)
            else:
                words = _("This is no row that is yours to see or to add. Correct the key.")
                self._say(record, self.page.key.name, words, record.key)
        self._whole_rows()

    def _say(self, record: Record, name: str, words: str, value: str = "") -> None:
        column = self.opened.header(self.fields[name]) if name in self.fields else ""
        self.problems.append(CellProblem(words, record.number, column, value))

    def _known_keys(self, records: Sequence[Record]) -> dict[str, frozenset[str]]:
        """Column to the keys, of those that it names, that the table has to which it leads."""
        found = {}
        for name, item in self.fields.items():
            if isinstance(item, ForeignKey) and isinstance(there := item.related_model, type):
                of_key = name == self.page.key.name
                named = {r.key if of_key else r.cells.get(name, "").strip() for r in records}
                keys = there._default_manager.filter(pk__in=keys_of(there, named))
                found[name] = frozenset(map(str, keys.values_list("pk", flat=True)))
        return found

    def _taken(self, records: Sequence[Record]) -> frozenset[str]:
        """Keys of rows that there are, and that one does not see."""
        new = [record.key for record in records if record.key not in self.rows]
        there = self.page.model._default_manager.filter(pk__in=keys_of(self.page.model, new))
        return frozenset(map(str, there.values_list("pk", flat=True)))

    def _value(self, record: Record, name: str) -> Any:
        return value_of(
            self.fields[name], self.asked[name], record.cells[name], self.known.get(name, frozenset())
        )

    def _change(self, record: Record, row: Model, writable: frozenset[str]) -> None:
        found = Judged(record, row, new=False, called=str(row))
        for name, text in record.cells.items():
            now = getattr(row, self.fields[name].attname)
            if same(text, now) or name == self.page.key.name:
                continue
            if name not in writable:
                words = _("This is not yours to change. Write “%(value)s” again, or leave the column out.")
                self._say(record, name, words % {"value": text_of(now)}, text)
                continue
            try:
                value = self._value(record, name)
            except Unfit as error:
                self._say(record, name, str(error), text)
                found.faulty = True
            else:
                if value != now:
                    found.before[name] = text_of(now)
                    setattr(row, self.fields[name].attname, value)
        if found.before:
            self.judged.append(found)

    def _make(self, record: Record) -> None:
        if record.key in self.taken:
            self._say(record, self.page.key.name, _("Another record has this already."), record.key)
            return
        found = Judged(record, self.page.model(), new=True, called=record.key)
        for name in self.opened.asked_when_new:
            given = Record(record.number, record.key, {name: record.cells.get(name, "")})
            if name not in record.cells and (
                not self.asked[name].required or self.fields[name].has_default()
            ):
                continue
            if name == self.page.key.name:
                given.cells[name] = record.key
            try:
                value = self._value(given, name)
            except Unfit as error:
                self._say(record, name, str(error), given.cells[name])
                found.faulty = True
            else:
                setattr(found.row, self.fields[name].attname, value)
        for name, text in record.cells.items():
            if text.strip() and name not in self.opened.asked_when_new and name != self.page.key.name:
                words = _("This is not yours to write. Leave it empty.")
                self._say(record, name, words, text)
        self.judged.append(found)

    def _whole_rows(self) -> None:
        """What no single cell can say, of the rows whose cells are sound."""
        sound = [item for item in self.judged if not item.faulty]
        for item, cells in zip(sound, faults_of_many([item.row for item in sound]), strict=True):
            self._faults(item, faults_of_days(item.row) or cells or faults_of_row(item.row))
        sound = [item for item in sound if not item.faulty]
        sets = list(_unique_sets(self.page.model))
        concerned = [item for item in sound if item.new or any(set(item.changed) & names for names in sets)]
        self._twice(concerned, sets)
        for item in concerned:
            if not item.faulty:
                self._faults(item, faults_of_constraints(item.row))

    def _faults(self, item: Judged, faults: Iterable[Fault]) -> None:
        for name, words in faults:
            item.faulty = True
            value = text_of(getattr(item.row, self.fields[name].attname)) if name in self.fields else ""
            self._say(item.record, name, words, value)

    def _twice(self, items: Sequence[Judged], sets: Sequence[frozenset[str]]) -> None:
        """Rows of the file that could not stand beside one another."""
        seen: defaultdict[object, int] = defaultdict(int)
        for item in items:
            for names in sets:
                fields = [self.page.model._meta.get_field(name) for name in sorted(names)]
                values = tuple(getattr(item.row, f.attname) for f in fields if isinstance(f, Field))
                number = seen[(names, values)]
                if number:
                    self._faults(item, [(fields[0].name, repeats(number))])
                else:
                    seen[(names, values)] = item.record.number


def _unique_sets(model: type[Model]) -> Iterable[frozenset[str]]:
    """Columns that no two rows share."""
    for item in model._meta.concrete_fields:
        if item.unique and not item.primary_key:
            yield frozenset({item.name})
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.condition is None:
            names = [
                *constraint.fields,
                *(str(e.deconstruct()[1][0]) for e in constraint.expressions if isinstance(e, F)),
            ]
            if names:
                yield frozenset(names)
