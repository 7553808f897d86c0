"""The report says nothing that the round's public tables hide, nor gives away what it hides itself."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings

from attacker import Attacker, known_alone
from citycompact.city import read_city
from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, decide
from citycompact.enrollment.public_tables import public_round
from citycompact.enrollment.report import public_counts
from citycompact.enrollment.report.figures import figures
from citycompact.enrollment.statistics import RECEIVED, applicant_outcomes
from citycompact.facts import FactsError
from citycompact.privacy import SMALLEST_SHOWN, publish
from small_cities import cities, rules


def report(city, result, monkeypatch):
    """The report's counts, and everything that was published with them."""
    seen = []

    def watched(tables, sums):
        shown = publish(tables, sums)
        seen.append((tables, sums, shown))
        return shown

    monkeypatch.setattr(public_counts, "publish", watched)
    outcomes = applicant_outcomes(city, result)
    shown = public_counts.report_counts(
        public_round(city, result), outcomes, public_counts.distance_bins(outcomes)
    )
    return shown, seen[-1]


def learned(tables, sums, shown, told=False):
    """What a reader learns from the report that the public tables alone did not tell."""
    before = Attacker.of(tables, sums, known_alone(tables), told).learns()
    return Attacker.of(tables, sums, shown, told).learns().keys() - before.keys()


@pytest.fixture(scope="module")
def city(demo_folder):
    return read_city(demo_folder)


@pytest.fixture(scope="module")
def result(city):
    return decide(city, EnrollmentRules(), Draw("s"))


@pytest.mark.slow
def test_nothing_hidden_follows_from_report_and_public_tables_of_a_demo_city(city, result, monkeypatch):
    shown, published = report(city, result, monkeypatch)
    assert Attacker.of(*published).learns() == {}
    earlier = public_round(city, result).shown
    assert all(shown[name].equals(frame) for name, frame in earlier.items())
    for frame in shown.values():
        for name in {"n", "applicants", *RECEIVED} & set(frame.columns):
            assert frame.filter(pl.col(name).is_between(1, SMALLEST_SHOWN - 1)).is_empty(), name
    assert shown["all"].select(RECEIVED).null_count().sum_horizontal()[0] == 0


@given(cities(), rules())
@settings(max_examples=15)
def test_nothing_hidden_follows_from_the_report_of_any_round(city, agreed):
    try:
        done = decide(city, agreed, Draw("s"))
    except FactsError:
        return
    with pytest.MonkeyPatch.context() as patch:
        _, published = report(city, done, patch)
    assert learned(*published) == learned(*published, told=True) == set()


def test_charts_are_drawn_from_what_is_shown_alone(city, result):
    outcomes = applicant_outcomes(city, result)
    shown = public_counts.report_counts(
        public_round(city, result), outcomes, public_counts.distance_bins(outcomes)
    )
    nothing = {
        name: frame.with_columns(
            pl.lit(None, dtype=pl.Int64).alias(column)
            for column in frame.columns
            if column in {"n", "filled", "applicants", *RECEIVED}
        )
        for name, frame in shown.items()
    }
    for figure in figures(city, result, outcomes, nothing):
        if figure.title.startswith(("What applicants", "By ")):
            assert "%" not in figure.text.replace(": .", "")
            assert figure.table.is_empty()
        if figure.title == "Seats filled":
            assert "not shown of" in figure.text
