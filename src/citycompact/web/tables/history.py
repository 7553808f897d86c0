"""What a row has been: every change of it that the trail keeps, field by field."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import ForeignKey, Model
from django.utils.translation import gettext as _

from citycompact.web.declarations import trail_tables
from citycompact.web.rows import keys_of
from citycompact.web.site.models import User
from citycompact.web.tables.cells import words_of
from citycompact.web.tables.opened import Opened, with_related
from citycompact.web.tables.row_forms import label_of
from citycompact.web.tables.spreadsheets import text_of

MOST_SHOWN = 500
"""Changes of one row on its page, the latest; the trail's own page has all."""


@dataclass(frozen=True)
class Changed:
    """One field: what it was and what it became."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Moment:
    """One change of a row: when, by whom and why, and of which fields.

    ``person`` is the account's e-mail address at the time, ``account`` its id, ``name`` what it calls itself
    now.
    """

    at: datetime.datetime
    person: str
    account: str
    name: str
    why: str
    made: bool
    fields: list[Changed]


def history_of(opened: Opened, row: Model) -> list[Moment]:
    """The changes of a row, the latest first, of the columns that one sees; those of no such column are
    left out."""
    # What a table of events has beside its time and its label, only the trail's own library knows.
    table: Any = trail_tables()[opened.page.model]
    kept = table.objects.filter(pgh_obj_id=row.pk).select_related("pgh_context")
    events: list[Any] = list(reversed(kept.order_by("-pgh_id")[: MOST_SHOWN + 1]))
    people, names = _people(events), _names(opened, events)
    found: list[Moment] = []
    before = None
    for event in events:
        made = event.pgh_label == "insert"
        said = (event.pgh_context.metadata or {}) if event.pgh_context else {}
        fields: list[Changed] = [] if before is None or made else _between(opened, before, event, names)
        if fields or made:
            who = said.get("user")
            person = said.get("email") or _("address: not kept then") if who else _("the system")
            name, why = people.get(str(who), ""), said.get("why") or ""
            found.append(Moment(event.pgh_created_at, person, who or "", name, why, made, fields))
        before = event
    return found[::-1][:MOST_SHOWN]


def _people(events: list[Any]) -> dict[str, str]:
    said = {str((event.pgh_context.metadata or {}).get("user")) for event in events if event.pgh_context}
    return {str(user.pk): user.name for user in User.objects.filter(pk__in=keys_of(User, said))}


def _names(opened: Opened, events: list[Any]) -> dict[str, dict[Any, str]]:
    """Column to what the rows are called that it has led to; those that are gone keep their keys."""
    found = {}
    for field in opened.columns:
        there = field.related_model
        if isinstance(field, ForeignKey) and isinstance(there, type):
            rows = there._default_manager.filter(pk__in={getattr(event, field.attname) for event in events})
            found[field.name] = {row.pk: str(row) for row in with_related(rows)}
    return found


def _between(opened: Opened, before: Any, after: Any, names: dict[str, dict[Any, str]]) -> list[Changed]:
    found = []
    for field in opened.columns:
        was, became = getattr(before, field.attname), getattr(after, field.attname)
        if was != became:
            known = names.get(field.name)
            here, there = (
                (words_of(before, field), words_of(after, field))
                if known is None
                else (known.get(was, text_of(was)), known.get(became, text_of(became)))
            )
            found.append(Changed(label_of(opened.page, field.name), here, there))
    return found
