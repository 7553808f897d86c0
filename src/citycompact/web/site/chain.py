"""The hash chain over the trail: every committed event is linked to all that were linked before it.

A link's hash is SHA-256 of the hash before it (64 hexadecimal digits; nothing before the first), followed by
the event as JSON as PostgreSQL writes ``jsonb`` (UTF-8): ``context`` (who acted), ``event`` (all columns of
its row) and ``table``. So no event can be changed, left out or put in between without every later hash being
another (Haber and Stornetta 1991; Schneier and Kelsey 1999).

Linking is no part of the transaction that writes: an event is linked when it is committed, and one that is
committed late is linked late. That none is linked twice, a constraint of the database holds.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db import connection, transaction

from citycompact.web.declarations import trail_tables
from citycompact.web.site.models import Link, Shape

BATCH = 5_000
"""Events that are linked in one transaction."""
LATE = 10_000
"""Numbers below a table's newest linked event among which the job of every minute still looks."""
_LOCK = 7_166_432_051
"""Key of the lock that one linker at a time holds."""


def event_tables() -> dict[str, list[str]]:
    """Every table of events and all its columns, by name: also those that a later version fills no more."""
    names = sorted({model._meta.db_table for model in trail_tables().values()})
    found: dict[str, list[str]] = {name: [] for name in names}
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid "
            "where c.oid = any(%s::regclass[]) and a.attnum > 0 and not a.attisdropped",
            [names],
        )
        for name, column in cursor.fetchall():
            found[name].append(column)
    return {name: sorted(columns) for name, columns in found.items()}


def link_events(*, thorough: bool = True) -> int:
    """Link every committed event that is not linked yet, in the order of time, and say how many.

    Parameters
    ----------
    thorough
        Look among all events too; else among each table's newest, which is fast however long the trail is.
    """
    linked = 0
    for everywhere in (False, True) if thorough else (False,):
        while found := _link_some(everywhere):
            linked += found
    return linked


@transaction.atomic
def _link_some(thorough: bool) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    waiting = unlinked(thorough=thorough, most=BATCH)
    if not waiting:
        return 0
    tables = event_tables()
    shapes = {
        table: Shape.objects.get_or_create(event_table=table, columns=tables[table])[0]
        for table in {table for table, _ in waiting}
    }
    said = contents(waiting, {table: shape.columns for table, shape in shapes.items()})
    last = Link.objects.order_by("-number").first()
    number, before = (last.number, last.sha256) if last else (0, "")
    links = []
    for table, event in waiting:
        number, before = number + 1, link_hash(before, said[table, event])
        links.append(
            Link(number=number, event_table=table, event_id=event, shape=shapes[table], sha256=before)
        )
    Link.objects.bulk_create(links)
    return len(links)


def link_hash(before: str, content: str) -> str:
    """The hash of a link: of the one before it and its own event."""
    return hashlib.sha256((before + content).encode()).hexdigest()


def unlinked(*, thorough: bool, most: int, older_than: str = "") -> list[tuple[str, int]]:
    """Committed events, as table and number, that stand in no link, in the order of time.

    Parameters
    ----------
    most
        At most so many, of each table those with the lowest numbers.
    older_than
        Only those that were written so long ago (an interval of PostgreSQL).
    """
    old = "and e.pgh_created_at < clock_timestamp() - %s::interval" if older_than else ""
    parts = []
    for table in event_tables():
        newest = f"(select max(event_id) from site_link where event_table = '{table}')"
        where = "true" if thorough else f"e.pgh_id > coalesce({newest}, 0) - {LATE}"
        linked = f"select from site_link l where l.event_table = '{table}' and l.event_id = e.pgh_id"
        parts.append(
            f"(select e.pgh_created_at, '{table}'::text as event_table, e.pgh_id from {table} e "
            f"where {where} {old} and not exists ({linked}) order by e.pgh_id limit {most})"
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "select event_table, pgh_id from (" + " union all ".join(parts) + ") waiting "
            f'order by pgh_created_at, event_table collate "C", pgh_id limit {most}',
            [older_than] * len(parts) if older_than else None,
        )
        return [(table, event) for table, event in cursor.fetchall()]


def contents(
    events: Collection[tuple[str, int]], columns: Mapping[str, Sequence[str]]
) -> dict[tuple[str, int], str]:
    """What is hashed of events, by table and number; those that are not there are left out."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for table, event in events:
        wanted[table].append(event)
    found: dict[tuple[str, int], str] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        # Times stand in it as this says.
        cursor.execute("set local timezone = 'UTC'")
        for table, ids in wanted.items():
            names = ", ".join(f'"{name}"' for name in columns[table])
            cursor.execute(
                "select r.pgh_id, jsonb_build_object('table', %s::text, 'event', to_jsonb(r), "
                f"'context', c.metadata)::text from (select {names} from {table} where pgh_id = any(%s)) r "
                "left join pghistory_context c on c.id = r.pgh_context_id",
                [table, ids],
            )
            found |= {(table, event): content for event, content in cursor.fetchall()}
    return found
