"""Everything that is held about a person: theirs to take away, and deleted when its time is over."""

from __future__ import annotations

import datetime
from typing import Any

import pgtrigger
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from citycompact.web.declarations import declared, personal, trail_tables
from citycompact.web.site.models import Forgetting, User


def held_about(user: User) -> dict[str, list[dict[str, Any]]]:
    """Everything about a person and the children they are the family of: rows by what they are."""
    return {
        said.name: list(
            model._default_manager.filter(
                said.shown, pk__in=model._default_manager.filter(**{said.account: user.pk}).values("pk")
            )
            .order_by("pk")
            .values(*said.columns)
        )
        for model, said in personal().items()
    }


def delete_what_is_no_longer_needed(now: datetime.datetime | None = None) -> dict[str, int]:
    """Delete what the retention schedule no longer allows to keep, and say how much of what.

    The pseudonymous record of a round is kept: it names nobody, and its proof would not hold without it.
    """
    now = now or timezone.now()
    found: dict[str, int] = {}
    for app in declared():
        for forget in app.forget.values():
            with transaction.atomic():
                found |= forget(now)
    return found


def forget_history(root: type[Model], ids: list[str]) -> None:
    """Remove the trail's own copies of rows that are deleted, and of all that belonged to them.

    What went over to another child stands, and so does what the trail says of it.
    """
    clauses = [
        (trail_tables()[model]._meta.db_table, model._meta, said.history)
        for model, said in personal().items()
        if said.root is root and said.history
    ]
    # What is found through another table goes before that table.
    for table, rows, history in sorted(clauses, key=lambda clause: "select" not in clause[2]):
        remaining = f'select from {rows.db_table} r where r."{rows.pk.column}" = {table}.pgh_obj_id'
        forget_events(table, f"({history}) and not exists ({remaining})", [ids])


def forget_events(table: str, condition: str, values: list[Any]) -> None:
    """Remove a table's events that meet a condition (SQL) from the trail, and note their numbers in it.

    What says who acted goes with the last event that it is about: it names an account.
    """
    # The trail is append-only; this is its one exception, and the law's.
    with transaction.atomic(), connection.cursor() as cursor:
        with pgtrigger.ignore():
            query = f"delete from {table} where {condition} returning pgh_id, pgh_context_id"
            cursor.execute(query, values)
            gone = cursor.fetchall()
        if not gone:
            return
        Forgetting.objects.create(event_table=table, event_ids=sorted(number for number, _ in gone))
        others = " and ".join(
            f"not exists (select from {model._meta.db_table} e where e.pgh_context_id = c.id)"
            for model in trail_tables().values()
        )
        with pgtrigger.ignore():
            cursor.execute(
                f"delete from pghistory_context c where c.id = any(%s) and {others}",
                [list({context for _, context in gone if context is not None})],
            )
