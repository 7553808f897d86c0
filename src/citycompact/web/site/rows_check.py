"""Whether every row is what its last event says: a change that no trigger saw leaves the two apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pghistory
import pgtrigger
from django.db import connection
from django.db.models import Model

from citycompact.web.declarations import trail_tables

_COMPARED = """
select key, fault from (
    select coalesce(r."{key}"::text, e.pgh_obj_id::text) as key, case
        when e.pgh_id is null then 'is there, and no event tells of it'
        when r."{key}" is null then
            case when {stays} and e.pgh_label <> all(%(deletes)s) then 'is gone, and no event says so' end
        when e.pgh_label = any(%(deletes)s) then 'is there, and its last event says that it is gone'
        when ({row}) is distinct from ({event}) then 'is not what its last event says'
    end as fault
    from "{table}" r full join (
        select distinct on (pgh_obj_id) * from "{events}" order by pgh_obj_id, pgh_id desc
    ) e on e.pgh_obj_id = r."{key}"
) compared where fault is not null order by 1
"""


def row_faults() -> Iterator[str]:
    """Every row that differs from what the trail says of it, by table and key; never what stands in it.

    A row has to be there where its removal is followed, or refused. Of other tables, such as what families
    have sent, the trail keeps what was added, and removal is that of the row that it belongs to. Rows from
    before their table was followed have an event too (migration 0004).
    """
    for model, events in trail_tables().items():
        # A table that is itself of the trail has no other.
        if model is not events:
            yield from _faults(model, events)


def _faults(model: type[Model], events: Any) -> Iterator[str]:
    table, followed = model._meta.db_table, {field.column for field in events._meta.concrete_fields}
    columns = [field.column for field in model._meta.concrete_fields if field.column in followed]
    deletes = [item.label for item in events.pgh_trackers if isinstance(item, pghistory.DeleteEvent)]
    statement = _COMPARED.format(
        table=table,
        events=events._meta.db_table,
        key=model._meta.pk.column,
        stays=bool(deletes) or _refuses_removal(table),
        row=", ".join(f'r."{name}"' for name in columns),
        event=", ".join(f'e."{name}"' for name in columns),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"deletes": deletes})
        for key, fault in cursor.fetchall():
            yield f"row {key} of {table} {fault}."


def _refuses_removal(table: str) -> bool:
    return any(
        model._meta.db_table == table
        and isinstance(trigger, pgtrigger.Protect)
        and "DELETE" in str(trigger.operation)
        for model, trigger in pgtrigger.registered()
    )
