"""The demo's counts: the same every time, alike in a city of any size, and fit for the demo's rules."""

from citycompact.city.demo import build_demo_city
from citycompact.funding.demo import YEARS, demo_counts, demo_previous


def test_counts_are_the_same_every_time_and_needs_fit_into_schools():
    city = build_demo_city(8, 100)
    counts = demo_counts(city, YEARS[0])
    assert counts.equals(demo_counts(build_demo_city(8, 100), YEARS[0]))
    assert not counts.equals(demo_counts(city, YEARS[1]).with_columns(year=counts["year"]))
    pupils: dict = {}
    for school, category, number, _ in counts.iter_rows():
        if category in ("PK", "K", "1-5", "6-8", "9-12"):
            pupils[school] = pupils.get(school, 0) + number
    assert all(n <= pupils[s] for s, _, n, _ in counts.iter_rows())
    assert len(pupils) == 8
    previous = demo_previous(city, YEARS[0])
    assert dict(previous.select("school_id", "pupils").iter_rows()) == pupils
