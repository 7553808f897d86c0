"""The tables of a compact: one for each list of facts."""

from __future__ import annotations

import typing
from dataclasses import fields

import pytest

from citycompact.compact.facts import CompactFacts
from citycompact.compact.tables import ROW_TYPES, TABLES


def test_every_list_of_facts_is_a_table_of_its_rows_and_no_table_is_without_one():
    hints = typing.get_type_hints(CompactFacts)
    lists = {
        item.name: typing.get_args(hints[item.name])[0]
        for item in fields(CompactFacts)
        if typing.get_origin(hints[item.name]) is tuple
    }
    assert lists == ROW_TYPES
    assert list(TABLES) == [name for name in lists if name in TABLES]
    assert set(TABLES) == set(lists)


@pytest.mark.parametrize("name", TABLES)
def test_keys_and_references_name_columns_that_there_are(name):
    columns = {column.name for column in TABLES[name].columns}
    assert columns == {item.name for item in fields(ROW_TYPES[name])}
    assert set(TABLES[name].key) <= columns
    for column, other, there in TABLES[name].references:
        assert column in columns
        assert TABLES[other].key == (there,)


def test_no_former_name_means_two_things():
    names = [name for table in TABLES.values() for name in (table.name, *table.formerly)]
    assert len(set(names)) == len(names)
    for table in TABLES.values():
        columns = [name for column in table.columns for name in (column.name, *column.formerly)]
        assert len(set(columns)) == len(columns)
