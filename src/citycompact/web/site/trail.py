"""The audit trail: database triggers write every change, and the request says who and why.

Who it was is the account's id and its e-mail address at the time. What an account calls itself decides
nothing: it is shown beside them, and as what it is.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model

from citycompact.web.declarations import about_children, hidden, tracked, trail_tables
from citycompact.web.roles import AUDITOR
from citycompact.web.site.models import Reading

LONGEST = 300
"""Characters of what is searched for; whatever follows is left out."""
CHUNK = 2_000
"""Events that the whole trail is fetched by."""

_BRANCH = (
    "select e.pgh_created_at as at, '{table}'::text collate \"C\" as event_table, "
    "e.pgh_id::bigint as event_id, '{kind}' as kind, "
    "e.pgh_label as label, e.pgh_obj_id::text as object, c.metadata->>'user' as who, "
    "c.metadata->>'email' as email, c.metadata->>'token' as token, "
    "c.metadata->>'database_role' as database_role, c.metadata->>'route' as route, "
    "c.metadata->>'why' as why, {content} as content "
    "from {table} e left join pghistory_context c on c.id = e.pgh_context_id"
)
_OWN = ("pgh_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pgh_context_id")
"""Columns of the trail itself, which every table of events has."""
_ORDER = "at desc, event_table desc, event_id desc"
_HIGHEST = 2**63 - 1


@dataclass(frozen=True)
class Seen:
    """What somebody sees of a table of events: what its rows are about, and the columns left out."""

    kind: str
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Place:
    """Where an event stands in the order of the trail; no two stand in one place."""

    at: datetime.datetime
    table: str
    event: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.table}~{self.event}"

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> Place:
        """That of an event of :func:`events`."""
        return cls(event["at"], event["event_table"], event["event_id"])

    @classmethod
    def read(cls, text: str) -> Place | None:
        """A place as an address gives it; None for what is none."""
        at, _, rest = text.partition("~")
        table, _, event = rest.partition("~")
        with suppress(ValueError, OverflowError):
            place = cls(datetime.datetime.fromisoformat(at).astimezone(datetime.UTC), table, int(event))
            if 0 <= place.event <= _HIGHEST and "\0" not in table:
                return place
        return None


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
    before: Place | None = None,
    among: Mapping[str, Seen] | None = None,
    *,
    person: str = "",
    child: str = "",
) -> Iterator[dict[str, Any]]:
    """Changes and readings, the latest first.

    Parameters
    ----------
    words
        Only those whose object, content, reason or person holds these words as they are typed.
    kind
        Only those of one kind.
    person
        Account id, or e-mail address at the time: what they did, and what was done with that account.
    child
        Applicant id: what was changed or read of that child, and each file taken that names no children, in
        which it may have stood.
    limit, before
        At most so many, and only those that stand behind a place: the next page.
    among
        Only events of these tables, as :func:`seen_by` gives them; by default all, and whole.
    """
    if among is None:
        among = {table: Seen(tracked()[model].kind) for table, model in _tables().items()}
    parts: list[str] = []
    values: list[Any] = []
    for table, seen in among.items():
        if kind and seen.kind != kind:
            continue
        conditions = [
            *_conditions(table, _content(seen), words, person, child),
            *([_behind(before, table)] if before else ()),
        ]
        where = " and ".join(condition for condition, _ in conditions) or "true"
        parts.append(f"({_branch(table, seen)} where {where} order by {_ORDER} limit {int(limit)})")
        values += [value for _, given in conditions for value in given]
    if not parts:
        return
    with connection.cursor() as cursor:
        cursor.execute(_named(parts) + f" limit {int(limit)}", values)
        names = [column.name for column in cursor.description or ()]
        rows = cursor.fetchall()
    yield from (_event(names, row) for row in rows)


def every_event(among: Mapping[str, Seen]) -> Iterator[dict[str, Any]]:
    """The whole trail as it is at one moment, the latest first, without keeping it in memory."""
    parts = [f"({_branch(table, seen)})" for table, seen in among.items()]
    if not parts:
        return
    with connection.chunked_cursor() as cursor:
        cursor.execute(_named(parts))
        names: list[str] = []
        while rows := cursor.fetchmany(CHUNK):
            names = names or [column.name for column in cursor.description or ()]
            yield from (_event(names, row) for row in rows)


def accounts_of(person: str) -> list[tuple[str, str]]:
    """Accounts that acted under an e-mail address or id, as id and address, to choose one from."""
    typed = person.strip()[:LONGEST]
    if not typed:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct metadata->>'user', metadata->>'email' from pghistory_context "
            "where (metadata->>'user' = %s or lower(metadata->>'email') = lower(%s)) "
            "and metadata->>'user' <> '' and metadata->>'email' <> '' order by 1, 2 limit 50",
            [typed, typed],
        )
        return [(who, email) for who, email in cursor.fetchall()]


def _event(names: list[str], row: tuple[Any, ...]) -> dict[str, Any]:
    event = dict(zip(names, row, strict=True))
    # Django leaves JSON from a bare cursor as text.
    content = event["content"]
    return {**event, "content": json.loads(content) if isinstance(content, str) else content}


def _named(parts: list[str]) -> str:
    """The query over all branches, with what each account calls itself now."""
    return (
        "select t.*, u.name as name_now from (" + " union all ".join(parts) + ") t "
        f"left join site_user u on u.id::text = t.who order by {_ORDER}"
    )


def _content(seen: Seen) -> str:
    left_out = ", ".join(f"'{name}'" for name in sorted((*_OWN, *seen.hidden)))
    return f"to_jsonb(e) - array[{left_out}]"


def _branch(table: str, seen: Seen) -> str:
    return _BRANCH.format(table=table, kind=seen.kind.replace("'", "''"), content=_content(seen))


def _behind(place: Place, table: str) -> tuple[str, list[Any]]:
    here = f"(e.pgh_created_at, '{table}'::text collate \"C\", e.pgh_id::bigint)"
    return f"{here} < (%s, %s, %s)", [place.at, place.table, place.event]


def _conditions(
    table: str, content: str, words: str, person: str, child: str
) -> Iterator[tuple[str, list[Any]]]:
    if words := words.strip()[:LONGEST]:
        # Nothing that is typed is a pattern, and in JSON a quotation mark is written otherwise.
        written = json.dumps(words, ensure_ascii=False)[1:-1]
        places = ("e.pgh_obj_id::text", "(c.metadata - 'database_role')::text", f"({content})::text")
        holds = " or ".join(f"strpos(lower({place}), lower(%s)) > 0" for place in places)
        yield f"({holds})", [words, written, written]
    if person := person.strip()[:LONGEST]:
        yield (
            "(c.metadata->>'user' = %s or lower(c.metadata->>'email') = lower(%s) "
            "or e.pgh_obj_id::text = %s)",
            [person, person, person],
        )
    if child := child.strip()[:LONGEST]:
        said = about_children().get(_tables()[table])
        if table == Reading._meta.db_table:
            # A file that names no children may hold every one of them.
            named = "e.children @> jsonb_build_array(%s::text)"
            yield f"({named} or (e.pgh_label = 'export' and e.children = '[]'))", [child]
        elif said is not None and said.history:
            yield f"e.pgh_id in (select pgh_id from {table} where {said.history})", [[child]]
        else:
            yield "false", []
