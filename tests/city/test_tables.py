"""The tables of a city point to each other and to nothing else; a program's rules allow what columns do."""

from typing import get_args

import pytest

from citycompact.city.tables import SECTORS, TABLES, TIE_BREAKS
from citycompact.enrollment.rules import Sector, TieBreakKind


@pytest.mark.parametrize("name", TABLES)
def test_keys_and_references_name_columns_that_there_are(name):
    table = TABLES[name]
    columns = {column.name for column in table.columns}
    assert set(table.key) <= columns
    for column, other, there in table.references:
        assert column in columns
        assert TABLES[other].key == (there,), "a reference is found by the other table's key"


def test_what_rules_can_name_is_what_tables_can_hold():
    assert get_args(Sector) == SECTORS
    assert get_args(TieBreakKind) == TIE_BREAKS


def test_no_city_can_do_without_operators_schools_programs_applicants_and_choices():
    required = {name for name, table in TABLES.items() if table.required}
    assert required == {"operators", "schools", "programs", "applicants", "choices"}


def test_tables_stand_after_those_that_they_point_to():
    before = set()
    for name, table in TABLES.items():
        assert {other for _, other, _ in table.references} <= before | {name}
        before.add(name)
