"""Changing what nobody may change, as who owns the database can."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection


def tamper(statement: str, values: Sequence[Any] = ()) -> int:
    """Run a statement with every trigger off, and say how many rows it met."""
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(statement, list(values))
        met = cursor.rowcount
        cursor.execute("set local session_replication_role = origin")
    return met


def as_nobody() -> None:
    """End what an earlier request of this test has said of itself: it lasts for a transaction, which is here
    the whole test."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('pghistory.context_id', '', true)")
