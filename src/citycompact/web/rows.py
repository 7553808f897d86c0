"""Rows of the database as tables of facts, and back, by the columns that a table and its model share.

What is special to a room (an applicant is a child, an application and the answers to what the rules ask) is
joined in the room's own module; everything else needs no more than a line in the ``app.py`` of its app.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, LiteralString

import polars as pl
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import AutoField, Field, ForeignKey, Model
from psycopg import Copy, sql

from citycompact.facts import Table


@dataclass(frozen=True)
class Rows:
    """Which model keeps the rows of a table.

    Parameters
    ----------
    absent
        Columns of the table that the model does not keep, and why.
    own
        Fields of the model that are no column of the table, and why.
    """

    table: Table
    model: type[Model]
    absent: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def fields(self) -> dict[str, Field[Any, Any]]:
        """Column of the table to the field that keeps it."""
        known: dict[str, Field[Any, Any]] = {}
        for item in self.model._meta.concrete_fields:
            known |= {item.name: item, item.attname: item}
        return {c.name: known[c.name] for c in self.table.columns if c.name in known}

    def unshared(self) -> list[str]:
        """Columns and fields that one has and the other not, each as a sentence; empty where all is said."""
        place = place_of(self.model)
        columns = {column.name for column in self.table.columns} - self.fields.keys()
        kept = set(self.fields.values())
        fields = {
            item.name
            for item in self.model._meta.concrete_fields
            if item not in kept and not isinstance(item, AutoField)
        }
        found = [
            f"The column {name} of {self.table.name} stands in no field of {place}: add it, or say why not."
            for name in sorted(columns - self.absent.keys())
        ]
        found += [
            f"The field {name} of {place} is no column of {self.table.name}: add it there, or say why not."
            for name in sorted(fields - self.own.keys())
        ]
        gone = sorted((self.absent.keys() - columns) | (self.own.keys() - fields))
        return found + [f"{self.table.name} and {place} share {name}: take the reason away." for name in gone]


def place_of(model: type[Model]) -> str:
    """Where a model stands in the code, to be found by who reads a sentence about it."""
    return f"{model.__module__}.{model.__name__}"


def select(rows: Rows, condition: sql.Composable | None = None) -> sql.Composed:
    """The query for a table's rows, in the order of its key; of one without a key, in that of the model's."""
    names = [
        sql.SQL("{} as {}").format(_column(item), sql.Identifier(name)) for name, item in rows.fields.items()
    ]
    key = [sql.Identifier(name) for name in rows.table.key] or [_column(rows.model._meta.pk)]
    return sql.SQL("select {} from {}{} order by {}").format(
        sql.SQL(", ").join(names),
        sql.Identifier(rows.model._meta.db_table),
        sql.SQL("") if condition is None else sql.SQL(" where ") + condition,
        sql.SQL(", ").join(key),
    )


def having(rows: Rows, values: Mapping[str, Any]) -> sql.Composable:
    """The condition that columns of a table have these values; KeyError for a column that is not kept."""
    parts = [
        sql.SQL("{} = {}").format(_column(rows.fields[name]), sql.Literal(value))
        for name, value in values.items()
    ]
    return sql.SQL(" and ").join([sql.SQL("true"), *parts])


def read(table: Table, query: sql.Composable) -> pl.DataFrame:
    """What a query gives, as a table of facts; in one COPY, so that no row costs a Python object.

    Columns that the table does not know are texts, or true and false where they hold nothing else.
    """
    with connection.cursor() as cursor:
        copying = sql.SQL("copy ({}) to stdout with (format csv, header true)").format(query)
        with cursor.cursor.copy(copying) as copy:
            data = b"".join(bytes(part) for part in copy)
    raw = pl.read_csv(io.BytesIO(data), infer_schema=False)
    kinds = table.empty().schema
    casts = []
    for column in raw.columns:
        kind = kinds.get(column)
        boolean = kind == pl.Boolean or (
            kind is None and set(raw[column].drop_nulls().unique()) <= {"t", "f"}
        )
        if boolean:
            casts.append((pl.col(column) == "t").alias(column))
        elif kind == pl.Date:
            casts.append(pl.col(column).str.to_date("%Y-%m-%d"))
        elif kind is not None and kind != pl.String:
            casts.append(pl.col(column).cast(kind))
    return table.complete(raw.with_columns(casts))


def add(rows: Rows, frame: pl.DataFrame, **same: Any) -> None:
    """Add rows of a table to the database in one COPY; ``same`` are fields that all of them get."""
    shared = frame.select(*rows.fields).with_columns(**{name: pl.lit(value) for name, value in same.items()})
    more = [item for name in same for item in rows.model._meta.concrete_fields if item.name == name]
    with _copying(rows.model, (*rows.fields.values(), *more), " with (format csv)") as copy:
        # An empty cell is written as nothing and an empty text as "", as PostgreSQL tells them apart.
        copy.write(shared.write_csv(include_header=False))


def change(rows: Rows, frame: pl.DataFrame, columns: Sequence[str]) -> None:
    """Give rows that are there, found by the key of their table, the values that columns of a frame have."""
    key = rows.table.key
    table, scratch = sql.Identifier(rows.model._meta.db_table), sql.Identifier("changed_rows")
    fields = [_column(rows.fields[name]) for name in (*key, *columns)]
    with connection.cursor() as cursor:
        raw = cursor.cursor
        listed = sql.SQL(", ").join(fields)
        raw.execute(
            sql.SQL("create temp table {} as select {} from {} with no data").format(scratch, listed, table)
        )
        with raw.copy(sql.SQL("copy {} from stdin with (format csv)").format(scratch)) as copy:
            copy.write(frame.select(*key, *columns).write_csv(include_header=False))
        sets = sql.SQL(", ").join(sql.SQL("{0} = s.{0}").format(item) for item in fields[len(key) :])
        same = sql.SQL(" and ").join(sql.SQL("t.{0} = s.{0}").format(item) for item in fields[: len(key)])
        raw.execute(sql.SQL("update {} t set {} from {} s where {}").format(table, sets, scratch, same))
        raw.execute(sql.SQL("drop table {}").format(scratch))


def copy_into(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows to a model's table in one COPY, for what is put together from several tables.

    Parameters
    ----------
    names
        The model's fields, in the order of the values.
    """
    known = {name: item for item in model._meta.concrete_fields for name in (item.name, item.attname)}
    with _copying(model, [known[name] for name in names]) as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def _copying(
    model: type[Model], fields: Iterable[Field[Any, Any]], form: LiteralString = ""
) -> Iterator[Copy]:
    """A COPY into these fields of a model's table."""
    table = sql.Identifier(model._meta.db_table)
    columns = sql.SQL(", ").join(map(_column, fields))
    with connection.cursor() as cursor:
        with cursor.cursor.copy(sql.SQL("copy {} ({}) from stdin" + form).format(table, columns)) as copy:
            yield copy
        # Without counts, checks of foreign keys would read the new table from end to end for every row.
        cursor.cursor.execute(sql.SQL("analyze {}").format(table))


def _column(item: Field[Any, Any]) -> sql.Identifier:
    """The column of the database in which a field is kept."""
    assert item.column is not None
    return sql.Identifier(item.column)


def keys_of(model: type[Model], texts: Iterable[str]) -> list[Any]:
    """Keys of a model's kind; what could be none is left out."""
    kind = model._meta.pk
    while isinstance(kind, ForeignKey):
        kind = kind.target_field
    assert kind is not None
    found = []
    for text in texts:
        try:
            key = kind.to_python(text)
        except ValidationError:
            continue
        # No sequence of a database comes so far, and no column holds more.
        if "\0" not in text and not (isinstance(key, int) and abs(key) >= 2**63):
            found.append(key)
    return found
