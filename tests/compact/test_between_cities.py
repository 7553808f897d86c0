"""Cities side by side, and a real city's facts from one CSV."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from citycompact.compact import ProgressRules, compare_cities, decide, progress_of, read_city_csv, tally
from citycompact.compact.demo import example_cities, port_ellery
from citycompact.facts import FactsError
from small_compacts import DAY, compact

HEADER = "area,pledge,side,made_on,status,since,source,barrier,barrier_kind,tried,helped\n"


def test_counts_of_a_city_add_up_in_every_way():
    cities = [port_ellery(DAY), *example_cities(DAY)]
    for row, facts in zip(
        compare_cities(cities, ProgressRules(), DAY), sorted(cities, key=lambda c: c.name), strict=True
    ):
        total = row.kept + row.under_way + row.stalled + row.dropped
        assert total == len(facts.promises)
        assert sum(sum(counts.values()) for counts in row.by_area.values()) == total
        counted = tally(facts, progress_of(decide(facts, ProgressRules())))
        assert counted.all == {
            "kept": row.kept,
            "under_way": row.under_way,
            "stalled": row.stalled,
            "dropped": row.dropped,
        }
        assert sum(sum(c.values()) for c in counted.by_side.values()) == total


def test_the_example_cities_say_that_they_are_made_up():
    assert all(city.synthetic and "synthetic" in city.name for city in example_cities(DAY))


def test_the_age_of_open_promises_is_a_median_in_days():
    (row,) = compare_cities([compact()], ProgressRules(), DAY)
    assert (row.median_age_live, row.years) == (365.0, 1.0)


def test_one_csv_makes_a_city():
    text = HEADER + (
        "enrollment,One form for all.,both,2012-05-01,done,2014-01-10,City report 2014,,,,\n"
        "funding,Share the levy.,district,2012-05-01,dropped,2015-02-01,Press,Board voted "
        "no,political,Asked again,true\n"
    )
    city = read_city_csv(text.encode(), "real", "Real City", "State")
    assert city.signed_on == datetime.date(2012, 5, 1)
    found = progress_of(decide(replace(city, as_of=DAY), ProgressRules()))
    # Only a resolution may drop a promise, and the row cites a document.
    assert {s.promise_id: s.status for s in found.promises} == {"p1": "done", "p2": "not_started"}
    assert found.refused
    assert city.barriers[0].what == "Board voted no"
    assert city.attempts[0].helped


def test_every_problem_of_the_csv_is_named():
    text = HEADER + (
        "enrolment,X,both,2012-05-01,,,,,,,\n"
        "funding,X,both,2012-13-01,done,,,,,,\n"
        "funding,X,both,2012-05-01,done,,,,,Tried,\n"
    )
    with pytest.raises(FactsError) as caught:
        read_city_csv(text.encode(), "c", "C", "S")
    said = str(caught.value)
    for part in (
        "'enrolment'",
        "is not a date such as",
        "Give the day since when",
        "Say what shows it",
        "needs a barrier",
    ):
        assert part in said
