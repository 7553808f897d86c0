"""A spreadsheet brought in: first what would change and every problem, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from citycompact.facts import Problem
from citycompact.web.rows import keys_of
from citycompact.web.site.problem_words import say_fault
from citycompact.web.tables.cells import same
from citycompact.web.tables.judging import Judge, Judged, Record
from citycompact.web.tables.opened import Opened, with_related
from citycompact.web.tables.row_faults import field_of
from citycompact.web.tables.saving import reset_after
from citycompact.web.tables.spreadsheets import CellProblem, Sheet, read, repeats, text_of

Plan = list[dict[str, Any]]
"""What was shown and would be done, as plain data: for each row its number in the file, its key, the cells
that it brings, and for a change what stood there before."""


@dataclass(frozen=True)
class Change:
    """One cell that would change; a new row has no ``before``."""

    row: int
    what: str
    column: str
    before: str
    after: str
    new: bool


@dataclass
class Preview:
    """What a file would do."""

    problems: list[CellProblem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    plan: Plan = field(default_factory=list)


def preview(opened: Opened, name: str, content: bytes) -> Preview:
    """Read a file and say what it would change; nothing is changed yet."""
    found = Preview()
    sheet = read(name, content)
    found.problems = sheet.problems
    if not sheet.header:
        return found
    records = _records(opened, sheet, found)
    if records is None:
        return found
    keys = keys_of(opened.page.model, [record.key for record in records])
    judge = Judge(opened, _by_key(with_related(opened.rows().filter(pk__in=keys))))
    judge.judge(records)
    found.problems += judge.problems
    found.problems.sort(key=lambda problem: problem.row or 0)
    if not found.problems:
        for item in judge.judged:
            found.changes += _changes(opened, item)
            found.plan.append(_planned(opened, item))
    return found


def confirm(opened: Opened, plan: Plan) -> tuple[int, list[CellProblem]]:
    """Do what was shown, if it is still what the person may do and nothing of it has changed meanwhile.

    Returns
    -------
    How many rows have changed, and what kept all of them from changing.
    """
    records = [Record(item["row"], item["key"], item["cells"]) for item in plan]
    keys = keys_of(opened.page.model, [record.key for record in records])
    try:
        with transaction.atomic():
            wanted = with_related(opened.rows().filter(pk__in=keys))
            rows = _by_key(wanted.order_by("pk").select_for_update(of=("self",)))
            if problems := _meanwhile(opened, plan, rows):
                return 0, problems
            judge = Judge(opened, rows)
            judge.judge(records)
            if judge.problems:
                return 0, judge.problems
            _save(opened, judge.judged)
            return len(judge.judged), []
    except IntegrityError:
        return 0, [CellProblem(_("A row contradicts another record. Nothing was changed."))]


def _by_key(rows: Any) -> dict[str, Model]:
    return {str(row.pk): row for row in rows}


def _records(opened: Opened, sheet: Sheet, found: Preview) -> list[Record] | None:
    """The rows of a file by the names of the fields; None where its header is not that of this table."""
    fields = {opened.header(item).lower(): item for item in opened.columns}
    key = opened.header(opened.page.key)
    columns: dict[int, str] = {}
    for number, name in enumerate(sheet.header):
        item = fields.get(name.lower())
        if item is None:
            if name.lower() not in opened.computed:
                found.ignored.append(name or _("column %(number)s") % {"number": number + 1})
        elif item.name in columns.values():
            found.problems.append(_header(f"has two columns {name}.", "Remove one, or rename it.", name))
        else:
            columns[number] = item.name
    if opened.page.key.name not in columns.values():
        by_facts = set(opened.key_of_facts)
        if by_facts and by_facts <= set(columns.values()):
            return _records_by_facts(opened, sheet, columns, found)
        names = ", ".join(sheet.header)
        found.problems.append(
            _header(f"has no column {key}.", f"Add it; the columns found are {names}.", key)
        )
        return None
    if len(columns) == 1 and not opened.may_add:
        found.problems.append(
            CellProblem(_("Beside the key there is no column of this table. Start from the export."), 1)
        )
        return None
    records, seen = [], dict[str, int]()
    for number, cells in sheet.rows:
        named = {columns[place]: cell for place, cell in enumerate(cells) if place in columns}
        written = named.pop(opened.page.key.name).strip()
        given = written.removesuffix(".0") if not opened.page.key_is_given else written
        if given and given in seen:
            found.problems.append(CellProblem(repeats(seen[given]), number, key, given))
            continue
        seen[given] = number
        records.append(Record(number, given, named))
    return records


def _records_by_facts(opened: Opened, sheet: Sheet, columns: dict[int, str], found: Preview) -> list[Record]:
    """The rows of a file without our keys, as a city's own is: each is known by its columns of facts."""
    names = opened.key_of_facts
    fields = [field_of(opened.page.model, name).attname for name in names]
    known = {tuple(map(text_of, row[1:])): str(row[0]) for row in opened.rows().values_list("pk", *fields)}
    records, seen = [], dict[tuple[str, ...], int]()
    for number, cells in sheet.rows:
        named = {columns[place]: cell for place, cell in enumerate(cells) if place in columns}
        here = tuple(named[name].strip() for name in names)
        if here in seen:
            words = repeats(seen[here])
            column = opened.header(field_of(opened.page.model, names[0]))
            found.problems.append(CellProblem(words, number, column, here[0]))
            continue
        seen[here] = number
        records.append(Record(number, known.get(here, ""), named))
    return records


def _header(message: str, mend: str, column: str) -> CellProblem:
    return CellProblem(say_fault(Problem("", message, mend)), 1, column)


def _changes(opened: Opened, item: Judged) -> list[Change]:
    fields = {f.name: f for f in opened.columns}
    names = [n for n in opened.asked_when_new if item.new] or item.changed
    return [
        Change(
            item.record.number,
            item.called,
            opened.header(fields[name]),
            item.before.get(name, ""),
            text_of(getattr(item.row, fields[name].attname)),
            item.new,
        )
        for name in names
        if not item.new or getattr(item.row, fields[name].attname) not in (None, "")
    ]


def _planned(opened: Opened, item: Judged) -> dict[str, Any]:
    names = item.record.cells if item.new else item.changed
    cells = {name: item.record.cells[name] for name in names}
    return {
        "row": item.record.number,
        "key": item.record.key,
        "cells": cells,
        "before": None if item.new else item.before,
    }


def _meanwhile(opened: Opened, plan: Plan, rows: dict[str, Model]) -> list[CellProblem]:
    """Cells that are no longer what was shown, and rows that have come or gone."""
    fields = {item.name: item for item in opened.columns}
    found = []
    for item in plan:
        row = rows.get(item["key"]) if item["key"] else None
        if (row is None) != (item["before"] is None):
            words = _("This row has come or gone meanwhile. Look at the file again.")
            found.append(CellProblem(words, item["row"], opened.header(opened.page.key), item["key"]))
            continue
        for name, was in (item["before"] or {}).items():
            now = getattr(row, fields[name].attname) if name in fields else None
            if not same(was, now):
                words = _("Somebody has changed this meanwhile: it was “%(was)s” and is now “%(now)s”.")
                words %= {"was": was, "now": text_of(now)}
                column = opened.header(fields[name]) if name in fields else name
                found.append(CellProblem(words, item["row"], column, item["cells"][name]))
    return found


def _save(opened: Opened, items: Sequence[Judged]) -> None:
    model = opened.page.model
    changed = [item for item in items if not item.new]
    names = {
        name
        for item in changed
        for name in (*item.changed, *reset_after(opened.page, item.row, item.changed))
    }
    if changed and model.save is Model.save:
        model._default_manager.bulk_update([item.row for item in changed], sorted(names), batch_size=500)
    else:
        for item in changed:
            item.row.save()
    for item in items:
        if item.new:
            item.row.save(force_insert=True)
