"""The hash of a city's facts changes with every fact, and with nothing else."""

from dataclasses import replace

import polars as pl
import pytest

from citycompact.city import package_digests
from small_cities import town


@pytest.fixture
def facts():
    return town(
        {"a": ["p", "q"], "b": ["p"]},
        {"p": 1, "q": 2},
        scores=[{"applicant_id": "a", "program_id": "p", "score": 7.5}],
    )


def with_table(facts, name, change):
    return replace(facts, tables={**facts.tables, name: change(facts.table(name))})


def changed(one, other):
    before, after = package_digests(one), package_digests(other)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def test_tables_without_rows_have_no_hash(facts):
    assert set(package_digests(facts)) == {
        "applicants",
        "choices",
        "city",
        "operators",
        "programs",
        "schools",
        "scores",
    }


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("programs", lambda t: t.with_columns(seats=pl.col("seats") + 1)),
        ("choices", lambda t: t.head(2)),
        ("applicants", lambda t: t.with_columns(iep=pl.lit(True))),
        ("scores", lambda t: t.with_columns(score=pl.lit(7.500001))),
        ("scores", lambda t: t.clear()),
    ],
)
def test_another_fact_is_another_hash_of_its_table_and_of_no_other(facts, table, change):
    assert changed(facts, with_table(facts, table, change)) == {table}


@pytest.mark.parametrize(
    "identity", [{"name": "Other"}, {"city_id": "other"}, {"time_zone": "America/Chicago"}]
)
def test_who_the_city_is_belongs_to_it(facts, identity):
    assert changed(facts, replace(facts, **identity)) == {"city"}


def test_the_order_of_rows_and_of_columns_and_an_unused_column_change_nothing(facts):
    turned = facts
    for name in facts.tables:
        turned = with_table(turned, name, lambda t: t.reverse().select(reversed(t.columns)))
    assert changed(facts, turned) == set()
