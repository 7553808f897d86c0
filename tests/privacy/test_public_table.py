"""Tables that are published together hide what any of them would give away of another."""

from __future__ import annotations

import polars as pl
import pytest

from citycompact.privacy import PublicTable, Sum, publish


def groups(*counts):
    frame = pl.DataFrame({"group": list("abcdef")[: len(counts)], "n": list(counts)})
    return PublicTable("groups", frame, ("n",))


def whole(count):
    return PublicTable("whole", pl.DataFrame({"n": [count]}), ("n",))


def test_a_hidden_group_hides_another_where_their_total_is_shown():
    found = publish([groups(20, 34, 6), whole(60)], [Sum(("whole", "n"), (("groups", "n"),))])
    assert found["groups"]["n"].to_list() == [None, 34, None]
    assert found["whole"]["n"].to_list() == [60]


def test_without_a_total_only_the_small_count_is_hidden():
    assert publish([groups(20, 34, 6)])["groups"]["n"].to_list() == [20, 34, None]


def test_a_rate_of_97_of_100_does_not_give_three_people_away():
    frame = pl.DataFrame({"group": ["a", "b", "c"], "part": [97, 60, 3], "rest": [3, 40, 0]})
    frame = frame.with_columns(whole=pl.col("part") + pl.col("rest"))
    table = PublicTable("t", frame, ("part", "rest", "whole"))
    found = publish([table], [Sum(("t", "whole"), (("t", "part"), ("t", "rest")), by=("group",))])["t"]
    rate = found.select(pl.col("part") / (pl.col("part") + pl.col("rest"))).to_series()
    assert rate.to_list() == [None, 0.6, None]
    assert found["whole"].to_list() == [100, 100, None]


def test_sums_tie_rows_of_one_table_to_rows_of_another():
    programs = PublicTable("programs", pl.DataFrame({"p": ["x", "y"], "offers": [47, 90]}), ("offers",))
    frame = pl.DataFrame(
        {"p": ["x", "x", "y"], "filled": [40, 7, 90], "full": [True, False, True], "seats": [40, 20, 90]}
    )
    buckets = PublicTable("buckets", frame, ("filled",), known={"filled": pl.col("full")})
    found = publish([programs, buckets], [Sum(("programs", "offers"), (("buckets", "filled"),), by=("p",))])
    assert found["programs"]["offers"].to_list() == [None, 90]
    assert found["buckets"]["filled"].to_list() == [40, None, 90]
    assert found["buckets"].drop("filled").equals(frame.drop("filled"))


def test_a_known_count_is_shown_however_small_it_is():
    table = PublicTable("t", pl.DataFrame({"n": [3, 4]}), ("n",), known={"n": pl.col("n") == 3})
    assert publish([table])["t"]["n"].to_list() == [3, None]


def test_the_greatest_count_that_a_row_can_have_counts_as_known_to_readers():
    frame = pl.DataFrame({"bucket": ["a", "b", "c"], "n": [10, 2, 30], "seats": [11, 3, None]})
    buckets = PublicTable("groups", frame, ("n",), most={"n": pl.col("seats") - 1})
    found = publish([buckets, whole(42)], [Sum(("whole", "n"), (("groups", "n"),))])
    assert found["groups"]["n"].to_list() == [None, None, None]
    assert found["whole"]["n"].to_list() == [42]
    without = publish([groups(10, 2, 30), whole(42)], [Sum(("whole", "n"), (("groups", "n"),))])
    assert without["groups"]["n"].to_list() == [None, None, 30]


def test_what_was_published_before_stays_as_it_was_and_is_given_away_by_nothing_new():
    earlier = groups(20, 34, 6, 70)
    shown = publish([earlier, whole(130)], [Sum(("whole", "n"), (("groups", "n"),))])["groups"]
    assert shown["n"].to_list() == [None, 34, None, 70]
    # Later a half is published that holds the hidden 6 and what was shown: it would give the 6 away.
    later = PublicTable("later", pl.DataFrame({"half": [1, 2], "n": [54, 76]}), ("n",))
    halves = earlier.frame.with_columns(half=pl.Series([1, 1, 2, 2]))
    again = PublicTable("groups", halves, ("n",)).as_published(shown)
    found = publish([again, later], [Sum(("later", "n"), (("groups", "n"),), by=("half",))])
    assert found["groups"]["n"].to_list() == shown["n"].to_list()
    assert found["later"]["n"].to_list() == [None, None]


@pytest.mark.parametrize(
    ("total", "part", "said"),
    [
        ({"k": ["a", "a"], "n": [1, 2]}, {"k": ["a"], "n": [1]}, "several totals"),
        ({"k": ["a"], "n": [11]}, {"k": ["a", "b"], "n": [11, 12]}, "does not know"),
        ({"k": ["a"], "n": [30]}, {"k": ["a", "a"], "n": [11, 12]}, "do not add up"),
    ],
)
def test_a_sum_that_the_tables_do_not_hold_is_refused(total, part, said):
    tables = [
        PublicTable("total", pl.DataFrame(total), ("n",)),
        PublicTable("part", pl.DataFrame(part), ("n",)),
    ]
    with pytest.raises(ValueError, match=said):
        publish(tables, [Sum(("total", "n"), (("part", "n"),), by=("k",))])


def test_an_empty_table_stays_empty():
    table = PublicTable("t", pl.DataFrame(schema={"k": pl.String, "n": pl.Int64}), ("n",))
    assert publish([table, whole(0)], [Sum(("whole", "n"), (("t", "n"),))])["t"].is_empty()


def test_a_total_that_stands_in_several_rows_is_hidden_in_each():
    schools = pl.DataFrame({"school": ["a", "b", "c"], "n": [9, 20, 30]})
    needs = pl.DataFrame({"school": ["a", "a", "b"], "n": [9, 9, 20]})
    shown = publish(
        [PublicTable("schools", schools, ("n",)), PublicTable("needs", needs, ("n",))],
        [Sum(("needs", "n"), (("schools", "n"),), by=("school",), repeated=True)],
    )
    assert shown["schools"]["n"].to_list() == [None, 20, 30]
    assert shown["needs"]["n"].to_list() == [None, None, 20]
