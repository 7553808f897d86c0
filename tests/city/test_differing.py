"""Rows that differ between two packages are counted by table."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from citycompact.city import read_city, table_differences


def with_table(city, name, frame):
    return replace(city, tables={**city.tables, name: frame})


def test_rows_that_changed_came_or_went_are_counted_apart(demo_folder):
    city = read_city(demo_folder)
    assert table_differences(city, city) == []
    programs = city.table("programs")
    more = programs.with_columns(pl.col("seats") + (pl.int_range(pl.len()) < 2)).slice(0, programs.height - 3)
    scores = city.table("scores")
    other = with_table(with_table(city, "programs", more), "scores", scores.head(0))
    found = {
        item.table: (item.changed, item.only_before, item.only_after)
        for item in table_differences(city, other)
    }
    expected = {"programs": (2, 3, 0)} | ({"scores": (0, scores.height, 0)} if scores.height else {})
    assert found == expected
    back = {
        item.table: (item.changed, item.only_before, item.only_after)
        for item in table_differences(other, city)
    }
    assert back["programs"] == (2, 0, 3)


def test_a_column_that_one_alone_has_is_a_difference_where_it_says_something(demo_folder):
    city = read_city(demo_folder)
    more = city.table("schools").with_columns(pl.lit("x").alias("motto"))
    (found,) = table_differences(city, with_table(city, "schools", more))
    assert (found.table, found.changed) == ("schools", more.height)
