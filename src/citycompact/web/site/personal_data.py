"""Everything that is held about a person: theirs to take away, and deleted when its time is over."""

from __future__ import annotations

import datetime
from typing import Any

import pgtrigger
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from citycompact.web.declarations import declared, personal, trail_tables
from citycompact.web.site.models import User


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
    """Remove the trail's own copies of rows that are deleted, and of all that belonged to them."""
    clauses = [
        (trail_tables()[model]._meta.db_table, said.history)
        for model, said in personal().items()
        if said.root is root and said.history
    ]
    # The trail is append-only; this is its one exception, and the law's.
    with pgtrigger.ignore(), connection.cursor() as cursor:
        # What is found through another table goes before that table.
        for table, condition in sorted(clauses, key=lambda clause: "select" not in clause[1]):
            cursor.execute(f"delete from {table} where {condition}", [ids])
