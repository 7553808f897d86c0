"""Whether the triggers that write and keep the trail are those of the code, in what they do as well.

What the database shows of a trigger is held against what it shows of the code's own on an empty copy of the
table, which is made for this and taken back; a function is held word by word against the code.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module

import pgtrigger
from django.db import DatabaseError, connection, transaction

from citycompact.web.site.trigger_switch import BODY

_FUNCTION = re.compile(r"CREATE OR REPLACE FUNCTION ([^(]+)\(.*?AS \$\$(.*?)\$\$ LANGUAGE plpgsql", re.DOTALL)
_TRIGGER = re.compile(r"CREATE\s+(?:CONSTRAINT\s+)?TRIGGER .*?;", re.DOTALL)
_WHO_ACTS = "citycompact.web.site.migrations.0003_who_acts"
"""Where the function stands that writes who acts."""
_BODY = "case when l.lanname = 'plpgsql' and p.proconfig is null then p.prosrc end"
"""A function's words, where nothing else changes what they mean."""


@dataclass(frozen=True)
class _Shown:
    """A trigger as the database shows it; ``enabled`` is O where it is on, ``body`` its function's words."""

    enabled: str
    definition: str
    body: str | None


def trigger_faults() -> Iterator[str]:
    """Triggers of the trail that are off, that do something else than the code says, or that it does not
    know; and rules and settings of the database that pass them by, of which it has none."""
    names, code = dict[tuple[str, str], str](), dict[tuple[str, str], str]()
    for model, trigger in pgtrigger.registered():
        key = model._meta.db_table, trigger.get_pgid(model)
        names[key], code[key] = str(trigger.name), trigger.compile(model).install_sql
    tables = sorted({table for table, _ in code})
    there = _shown(tables, "current_schema()::regnamespace")
    due, refused = _as_shown(code, there.keys())
    if refused:
        yield (
            "the code's own triggers cannot be made on empty copies of their tables, so what they do was "
            "not compared: run the check as a role that may make temporary tables."
        )
    shared = dict(_FUNCTION.findall(import_module(_WHO_ACTS).ATTACH))
    for key, name in names.items():
        (ignoring, _), (_, body) = _FUNCTION.findall(code[key])
        shared[ignoring] = BODY
        shown, place = there.pop(key, None), f"the trigger {name} of {key[0]}"
        if shown is None or shown.enabled != "O":
            yield f"{place} is off."
        elif not _same(shown.body, body) or (not refused and _unlike(shown, due.get(key))):
            yield f"{place} does not do what the code says."
    for table, name in there:
        yield f"{table} has a trigger that the code does not know: {name}."
    for function, body in shared.items():
        if not _same(_body(function), body):
            yield f"the function {function} does not do what the code says."
    yield from _rules(tables)
    yield from _settings()


def _shown(tables: list[str], schema: str) -> dict[tuple[str, str], _Shown]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select c.relname, t.tgname, t.tgenabled, pg_get_triggerdef(t.oid), {_BODY} from pg_trigger t "
            "join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid "
            "join pg_language l on l.oid = p.prolang "
            f"where not t.tgisinternal and c.relname = any(%s) and c.relnamespace = {schema} order by 1, 2",
            [tables],
        )
        return {
            # The schema of its table is that which was asked for.
            (table, name): _Shown(enabled, re.sub(r" ON \S+ ", " ON it ", definition, count=1), body)
            for table, name, enabled, definition, body in cursor.fetchall()
        }


def _unlike(shown: _Shown, due: _Shown | None) -> bool:
    """Whether a trigger is another one than the code's, of which there is none where its function is gone."""
    return due is None or shown.definition != due.definition


def _as_shown(
    code: Mapping[tuple[str, str], str], there: Collection[tuple[str, str]]
) -> tuple[dict[tuple[str, str], _Shown], bool]:
    """The code's own triggers among some, as the database shows them, where their functions are there; and
    whether the database refused to make them."""
    with connection.cursor() as cursor:
        cursor.execute("select proname from pg_proc where proname = any(%s)", [[name for _, name in code]])
        functions = {name for (name,) in cursor.fetchall()}
    wanted = [sql for key, sql in code.items() if key in there and key[1] in functions]
    made = [found[0] for sql in wanted if (found := _TRIGGER.search(sql))]
    tables = sorted({table for text in made for table in re.findall(r' ON "(\w+)"', text)})
    # A temporary table stands before the one whose name it bears.
    copies = [f'create temporary table "{table}" (like "{table}");' for table in tables]
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("\n".join([*copies, *made]))
            shown = _shown(tables, "pg_my_temp_schema()")
            transaction.set_rollback(True)
    except DatabaseError:
        return {}, True
    return shown, False


def _body(function: str) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {_BODY} from pg_proc p join pg_language l on l.oid = p.prolang "
            "where p.oid = to_regproc(%s)",
            [function],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _same(shown: str | None, code: str) -> bool:
    return shown is not None and shown.split() == code.split()


def _rules(tables: list[str]) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select tablename, rulename from pg_rules "
            "where schemaname = current_schema() and tablename = any(%s) order by 1, 2",
            [tables],
        )
        for table, rule in cursor.fetchall():
            yield f"{table} has a rule that the code does not know: {rule}."


def _settings() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select setting from pg_db_role_setting, unnest(setconfig) as setting "
            "where setting ~ '^(session_replication_role|pgtrigger)' order by 1"
        )
        for (setting,) in cursor.fetchall():
            yield f"a setting of the database, or of one of its roles, turns triggers off: {setting}."
