"""The audit trail: database triggers write every change; the request says who and why."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from typing import Any

import pghistory
from django.db import connection
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from citycompact.web.declarations import hidden, tracked, trail_tables
from citycompact.web.roles import AUDITOR

WHY = "why"
"""Form field and header in which a person says why they change something."""


class AuditMiddleware:
    """Attaches who, which route and why to every change a request makes."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.answer(request)
        user = getattr(request, "user", None)
        who = str(user.pk) if user is not None and user.is_authenticated else None
        with pghistory.context(user=who, why=request.POST.get(WHY, "")[:300]):
            return self.answer(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Name the route once it is known."""
        if request.method not in ("GET", "HEAD", "OPTIONS") and request.resolver_match:
            pghistory.context(route=request.resolver_match.view_name)


_BRANCH = (
    "select e.pgh_created_at as at, '{kind}' as kind, e.pgh_label as label, e.pgh_obj_id::text as object, "
    "c.metadata->>'user' as who, c.metadata->>'route' as route, c.metadata->>'why' as why, "
    "{content} as content from {table} e left join pghistory_context c on c.id = e.pgh_context_id"
)
_OWN = ("pgh_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pgh_context_id")
"""Columns of the trail itself, which every table of events has."""


@dataclass(frozen=True)
class Seen:
    """What somebody sees of a table of events: what its rows are about, and the columns left out."""

    kind: str
    hidden: frozenset[str] = frozenset()


def seen_by(roles: Set[str]) -> dict[str, Seen]:
    """Event tables that roles may read, and what they see of them.

    The auditor reads all but what is private to others; others what is declared for them: the compact's
    notes are not for the office.
    """
    found = {}
    for table, model in _tables().items():
        said = tracked()[model]
        if AUDITOR in roles or not said.readers.isdisjoint(roles):
            names = hidden(model, roles)
            columns = (field.attname for field in model._meta.concrete_fields if field.name in names)
            found[table] = Seen(said.kind, frozenset(columns))
    return found


@cache
def _tables() -> dict[str, type[Model]]:
    """Every event table with the table that it follows."""
    tables = trail_tables()
    return {tables[model]._meta.db_table: model for model in tracked() if model in tables}


def events(
    words: str = "",
    kind: str = "",
    limit: int = 100,
    before: datetime.datetime | None = None,
    among: Mapping[str, Seen] | None = None,
) -> Iterator[dict[str, Any]]:
    """Changes, the latest first.

    Parameters
    ----------
    words
        Only changes whose object, person, reason or content holds these words.
    kind
        Only changes of one kind.
    limit, before
        At most so many, and only those before a time: the next page.
    among
        Only changes in these event tables, as :func:`seen_by` gives them; by default all, and whole.
    """
    parts: list[str] = []
    values: list[Any] = []
    if among is None:
        among = {table: Seen(tracked()[model].kind) for table, model in _tables().items()}
    for table, seen in among.items():
        if kind and seen.kind != kind:
            continue
        left_out = ", ".join(f"'{name}'" for name in sorted((*_OWN, *seen.hidden)))
        content = f"to_jsonb(e) - array[{left_out}]"
        branch = _BRANCH.format(table=table, kind=seen.kind, content=content)
        conditions = []
        if before is not None:
            conditions.append("e.pgh_created_at < %s")
            values.append(before)
        if words:
            conditions.append(
                f"(e.pgh_obj_id::text ilike %s or c.metadata::text ilike %s or ({content})::text ilike %s)"
            )
            values += [f"%{words}%"] * 3
        if conditions:
            branch += " where " + " and ".join(conditions)
        parts.append(f"({branch} order by e.pgh_created_at desc limit {int(limit)})")
    if not parts:
        return
    query = (
        "select t.*, coalesce(u.name, u.email) as person from (" + " union all ".join(parts) + ") t "
        f"left join site_user u on u.id::text = t.who order by t.at desc limit {int(limit)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        names = [column.name for column in cursor.description or ()]
        for row in cursor.fetchall():
            event = dict(zip(names, row, strict=True))
            # Django leaves JSON from a bare cursor as text.
            yield {**event, "content": json.loads(event["content"])}
